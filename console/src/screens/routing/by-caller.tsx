import { Button, Textarea } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { newGroup, type PartProps, replaced } from './plan.ts';
import { RingGroups } from './ring-groups.tsx';
import css from './routing.module.css';
import { routingText } from './text.ts';

const MAX_RULES = 20;

/** The groups that ring for callers of some countries and areas. The first rule that fits decides. */
export function ByCaller({ plan: { byCaller: rules }, change, faultAt }: PartProps) {
  const { ringing: text, callers } = useText(routingText);
  const changeRule = (i: number, part: Partial<(typeof rules)[number]>) =>
    change({ byCaller: rules.map((rule, j) => (i === j ? { ...rule, ...part } : rule)) });
  return (
    <>
      <h3>{text.byCaller}</h3>
      <p className={css.quiet}>{text.byCallerLead}</p>
      {rules.map((rule, i) => (
        <fieldset key={`${i + 1}`} className={css.group}>
          <legend>{text.rule(i + 1)}</legend>
          <div className={css.fields}>
            <Textarea
              label={text.ruleCallers}
              description={callers.oneOnEachLine}
              value={rule.callers.join('\n')}
              onChange={({ currentTarget }) => changeRule(i, { callers: currentTarget.value.split('\n') })}
              error={
                rule.callers.map((_, j) => faultAt(`/byCaller/${i}/callers/${j}`)).find(Boolean) ??
                faultAt(`/byCaller/${i}/callers`)
              }
              rows={2}
              required
            />
            <RingGroups
              groups={rule.ring}
              change={(ring) => changeRule(i, { ring })}
              faultAt={(pointer) => faultAt(`/byCaller/${i}/ring${pointer}`)}
            />
            <div>
              <Button
                variant="default"
                size="xs"
                onClick={() => change({ byCaller: replaced(rules, i, undefined) })}
              >
                {text.removeRule(i + 1)}
              </Button>
            </div>
          </div>
        </fieldset>
      ))}
      {rules.length < MAX_RULES && (
        <div>
          <Button
            variant="default"
            onClick={() => change({ byCaller: [...rules, { callers: [], ring: [newGroup()] }] })}
          >
            {text.addRule}
          </Button>
        </div>
      )}
    </>
  );
}
