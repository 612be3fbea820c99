import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import { useText } from '../../text/language.ts';
import { type PartProps, type Plan, TREATMENTS } from './plan.ts';
import css from './routing.module.css';
import { routingText } from './text.ts';

const ATTESTATIONS = ['A', 'B', 'C', 'failed', 'none'] as const;
const REFUSALS = ['rejected', 'busy'] as const;
type Rate = NonNullable<Plan['spam']['rate']>;
const NEW_RATE: Rate = { calls: 5, withinSeconds: 600, action: 'block' };

/** The treatment of robots: by the attestation of the number, and of callers who call too often. */
export function Spam({ plan, change, faultAt }: PartProps) {
  const { callers: text } = useText(routingText);
  const { spam } = plan;
  const { attestation, rate } = spam;
  return (
    <>
      <fieldset className={css.group}>
        <legend>{text.attestation}</legend>
        <p className={css.quiet}>{text.attestationHelp}</p>
        <div className={css.pair}>
          {ATTESTATIONS.map((level) => (
            <Treatment
              key={level}
              label={text.attestations[level]}
              value={attestation[level]}
              change={(treatment) =>
                change({ spam: { ...spam, attestation: { ...attestation, [level]: treatment } } })
              }
              fault={faultAt(`/spam/attestation/${level}`)}
            />
          ))}
        </div>
      </fieldset>
      <Checkbox
        label={text.rate}
        checked={rate !== null}
        onChange={({ currentTarget }) =>
          change({ spam: { ...spam, rate: currentTarget.checked ? NEW_RATE : null } })
        }
      />
      {rate && (
        <RateFields
          rate={rate}
          change={(changed) => change({ spam: { ...spam, rate: { ...rate, ...changed } } })}
          faultAt={(pointer) => faultAt(`/spam/rate${pointer}`)}
        />
      )}
      <NativeSelect
        label={text.refusal}
        value={plan.refusal}
        onChange={({ currentTarget }) => change({ refusal: currentTarget.value as Plan['refusal'] })}
        data={REFUSALS.map((value) => ({ value, label: text.refusals[value] }))}
        error={faultAt('/refusal')}
      />
    </>
  );
}

type RateProps = { rate: Rate; change: (rate: Partial<Rate>) => void; faultAt: PartProps['faultAt'] };

function RateFields({ rate, change, faultAt }: RateProps) {
  const { callers: text } = useText(routingText);
  return (
    <div className={css.pair}>
      <NumberInput
        label={text.rateCalls}
        value={rate.calls}
        onChange={(value) => change({ calls: Number(value) })}
        error={faultAt('/calls')}
        min={1}
        max={50}
      />
      <NumberInput
        label={text.rateSeconds}
        value={rate.withinSeconds}
        onChange={(value) => change({ withinSeconds: Number(value) })}
        error={faultAt('/withinSeconds')}
        min={10}
        max={86_400}
      />
      <Treatment
        label={text.rateAction}
        value={rate.action}
        change={(action) => change({ action })}
        fault={faultAt('/action')}
      />
    </div>
  );
}

type Treated = Plan['anonymous'];
type TreatmentProps = {
  label: string;
  value: Treated;
  change: (treatment: Treated) => void;
  fault: string | undefined;
};

/** Selects what happens to some callers. */
export function Treatment({ label, value, change, fault }: TreatmentProps) {
  const { callers: text } = useText(routingText);
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value as Treated)}
      data={TREATMENTS.map((one) => ({ value: one, label: text.treatments[one] }))}
      error={fault}
    />
  );
}
