import { NativeSelect } from '@mantine/core';
import type { Provider } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import { sitesText } from './text.ts';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Selects the time zone of the provider. */
export function ProviderZone({ provider: { id, name, timeZone } }: { provider: Provider }) {
  const text = useText(sitesText);
  const change = useChange('PATCH /v1/providers/{id}');
  const zones = timeZone && !ZONES.includes(timeZone) ? [timeZone, ...ZONES] : ZONES;
  return (
    <Card title={text.timeZoneOf(name)}>
      <NativeSelect
        aria-label={text.timeZoneOf(name)}
        description={text.timeZoneHelp}
        value={timeZone ?? ''}
        disabled={change.isPending}
        onChange={({ currentTarget: { value } }) =>
          change.mutate({ params: { id }, body: { timeZone: value || null } })
        }
        data={[{ value: '', label: text.timeZoneAuto }, ...zones]}
      />
      <Failure error={change.error} />
    </Card>
  );
}
