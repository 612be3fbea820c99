import { NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Consumer } from '../../../../tools/client/operations.ts';
import { useText } from '../../text/language.ts';
import { consumersText } from './text.ts';

export type About = Extract<Consumer, { kind: 'email' }>['settings']['about'];

const ABOUT: readonly About[] = [
  'missed_call',
  'ad_call_missed',
  'voicemail',
  'first_call_of_campaign',
  'any_call',
  'pool_low',
  'consumer_failing',
  'silence',
  'numbers_elsewhere',
];

/** The limits of an alert that its form asks for, by what the alert is about. */
const LIMITS: Partial<Record<About, 'lowMinutes' | 'failingMinutes'>> = {
  pool_low: 'lowMinutes',
  consumer_failing: 'failingMinutes',
};

type Former = { about: About; lowMinutes: number; failingMinutes: number };
type Props = { former?: Former | undefined; errors: Record<string, string> };

/** Selects what an alert is about, and asks for its limit. @param props.former the settings of the alert that is changed */
export function AboutField({ former, errors }: Props) {
  const text = useText(consumersText);
  const [about, setAbout] = useState<About>(former?.about ?? 'missed_call');
  const limit = LIMITS[about];
  return (
    <>
      <NativeSelect
        name="about"
        label={text.about}
        description={text.aboutHelp[about]}
        value={about}
        onChange={({ currentTarget: { value } }) => setAbout(ABOUT.find((one) => one === value) ?? about)}
        data={ABOUT.map((value) => ({ value, label: text.abouts[value] }))}
      />
      {limit && (
        <NumberInput
          name={limit}
          label={text.limits[limit]}
          defaultValue={former?.[limit] ?? 15}
          error={errors[limit]}
          min={0}
          max={1440}
          required
        />
      )}
    </>
  );
}

/** Selects the calls or states that a webhook gets. */
export function WebhookAboutField({ former }: { former: About | null }) {
  const text = useText(consumersText);
  const all = { value: '', label: text.abouts.any_call };
  const some = ABOUT.filter((one) => one !== 'any_call');
  return (
    <NativeSelect
      name="about"
      label={text.webhookAbout}
      defaultValue={former ?? ''}
      data={[all, ...some.map((value) => ({ value, label: text.abouts[value] }))]}
    />
  );
}
