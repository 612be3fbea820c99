import { ActionIcon, Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { RingGroup, RingTarget } from '../../../../tools/client/operations.ts';
import { useText } from '../../text/language.ts';
import { moved, newGroup, newTarget, replaced } from './plan.ts';
import css from './routing.module.css';
import { routingText } from './text.ts';

/** The strategies with the names of their texts. */
const STRATEGIES = [
  ['together', 'atOnce'],
  ['inOrder', 'inOrder'],
  ['weighted', 'weighted'],
] as const;
const MAX_GROUPS = 5;
const MAX_TARGETS = 8;

type Fault = (pointer: string) => string | undefined;

/** The groups of telephones that ring one after the other, in an order that buttons change. */
export function RingGroups(props: {
  groups: readonly RingGroup[];
  change: (groups: RingGroup[]) => void;
  faultAt: Fault;
}) {
  const { groups, change, faultAt } = props;
  const { groups: text } = useText(routingText);
  return (
    <div className={css.groups}>
      {groups.map((group, i) => (
        <fieldset key={`${i + 1}`} className={css.group}>
          <legend>{text.group(i + 1)}</legend>
          <GroupFields
            group={group}
            change={(changed) => change(replaced(groups, i, changed))}
            faultAt={(pointer) => faultAt(`/${i}${pointer}`)}
          />
          <div className={css.tools}>
            <ActionIcon
              variant="subtle"
              disabled={i === 0}
              aria-label={text.earlier(i + 1)}
              onClick={() => change(moved(groups, i, -1))}
            >
              <ArrowUp size={15} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              disabled={i === groups.length - 1}
              aria-label={text.later(i + 1)}
              onClick={() => change(moved(groups, i, 1))}
            >
              <ArrowDown size={15} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text.removeGroup(i + 1)}
              onClick={() => change(replaced(groups, i, undefined))}
            >
              <X size={15} aria-hidden="true" />
            </ActionIcon>
          </div>
        </fieldset>
      ))}
      {groups.length < MAX_GROUPS && (
        <Button size="xs" variant="default" onClick={() => change([...groups, newGroup()])}>
          {groups.length === 0 ? text.first : text.add}
        </Button>
      )}
    </div>
  );
}

function GroupFields(props: { group: RingGroup; change: (group: RingGroup) => void; faultAt: Fault }) {
  const { group, change, faultAt } = props;
  const { groups: text } = useText(routingText);
  const { targets, strategy } = group;
  const put = (i: number, target: RingTarget | undefined) =>
    change({ ...group, targets: replaced(targets, i, target) });
  return (
    <div className={css.fields}>
      <div className={css.pair}>
        <NativeSelect
          label={text.strategy}
          value={strategy}
          onChange={({ currentTarget }) =>
            change({ ...group, strategy: currentTarget.value as RingGroup['strategy'] })
          }
          data={STRATEGIES.map(([value, name]) => ({ value, label: text.strategies[name] }))}
          error={faultAt('/strategy')}
        />
        <NumberInput
          label={text.seconds}
          value={group.timeoutSeconds}
          onChange={(value) => change({ ...group, timeoutSeconds: Number(value) })}
          error={faultAt('/timeoutSeconds')}
          min={5}
          max={600}
        />
      </div>
      {targets.map((target, i) => (
        <div className={css.span} key={`${i + 1}`}>
          <TextInput
            className={css.target}
            aria-label={text.target(i + 1)}
            placeholder={text.targetHint}
            value={target.sip ?? target.number ?? ''}
            onChange={({ currentTarget }) => put(i, targetFrom(currentTarget.value, target.weight))}
            error={['/number', '/sip', ''].map((name) => faultAt(`/targets/${i}${name}`)).find(Boolean)}
            maxLength={300}
            required
          />
          {strategy === 'weighted' && (
            <NumberInput
              className={css.time}
              aria-label={text.weight(i + 1)}
              value={target.weight}
              onChange={(value) => put(i, { ...target, weight: Number(value) })}
              error={faultAt(`/targets/${i}/weight`)}
              min={1}
              max={100}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={targets.length === 1}
            aria-label={text.removeTarget(i + 1)}
            onClick={() => put(i, undefined)}
          >
            <X size={15} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      {targets.length < MAX_TARGETS && (
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => change({ ...group, targets: [...targets, newTarget()] })}
          >
            {text.addTarget}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A text that begins like a SIP address is one. */
function targetFrom(text: string, weight: number): RingTarget {
  return /^sips?:/i.test(text) ? { sip: text, weight } : { number: text, weight };
}
