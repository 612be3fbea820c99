import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { Consumer } from '../../../../tools/client/operations.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { AboutField } from './about-field.tsx';
import { NameField } from './name-field.tsx';
import { consumersText } from './text.ts';

export type Alert = Extract<Consumer, { kind: 'slack' | 'teams' | 'email' }>;
export type AlertKind = Alert['kind'];

const QUIET_MINUTES = [0, 10, 60, 240];

type Props = {
  kind: AlertKind;
  /** The alert that is changed. Without one the form is for a new alert. */
  former?: Alert | undefined;
  /** The faults of single fields, by their names. */
  errors: Record<string, string>;
};

/** The fields of an alert: who gets it, and how much of a burst. The address of a channel is a secret, which stays while its field is empty. */
export function AlertFields({ kind, former, errors }: Props) {
  const text = useText(consumersText);
  const { can } = useSession();
  const quiet = former?.settings.quietMinutes ?? 10;
  return (
    <>
      {kind === 'email' ? (
        <TextInput
          name="to"
          label={text.mailTo}
          description={text.mailToHelp}
          defaultValue={former?.kind === 'email' ? former.settings.to.join(', ') : ''}
          error={errors.to}
          required
        />
      ) : (
        <TextInput
          name="url"
          type="url"
          label={text.hook}
          description={former ? text.hookStays : text.hookHelp}
          error={errors.url}
          required={!former}
        />
      )}
      <NativeSelect
        name="quiet"
        label={text.quiet}
        description={text.quietHelp}
        defaultValue={String(quiet)}
        data={[...new Set([...QUIET_MINUTES, quiet])].map((value) => ({
          ...{ value: String(value), label: text.minutes(value) },
        }))}
      />
      {can('callers:read') && (
        <Checkbox
          name="withCaller"
          label={text.withCaller}
          defaultChecked={former?.settings.withCaller ?? false}
        />
      )}
    </>
  );
}

/** The first fields of an alert: its name, and what it is about. */
export function AlertName({ former, errors }: Pick<Props, 'former' | 'errors'>) {
  return (
    <>
      <NameField former={former} error={errors.name} />
      <AboutField former={former?.settings} errors={errors} />
    </>
  );
}
