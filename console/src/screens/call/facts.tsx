import type { ReactNode } from 'react';
import type { Call } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Card } from '../../ui/page.tsx';
import { Phone } from '../../ui/phone.tsx';
import css from './call.module.css';
import { callText } from './text.ts';

/** What the carrier reported of the call. */
export function Facts({ call }: { call: Call }) {
  const text = useText(callText);
  const { duration, number } = useFormat();
  const { endpoint, site, provider, providers } = useNames();
  const { to, ringSeconds, talkSeconds, attestation, recording, visit } = call;
  return (
    <Card title={text.facts}>
      <FactList
        facts={[
          [text.dialled, to && <Phone value={to} />],
          [text.endpoint, endpoint(call.endpoint)?.name],
          [text.site, site(call.site)?.name],
          [text.provider, providers.length > 1 && provider(call.provider)?.name],
          [text.carrier, <span key="carrier">{carrierName(call.carrier)}</span>],
          [text.rang, ringSeconds !== null && duration(ringSeconds)],
          [text.talked, talkSeconds !== null && talkSeconds > 0 && duration(talkSeconds)],
          [text.earlierCalls, visit?.callerCalls != null && number(visit.callerCalls)],
          [text.verified, attestation && text.attestations[attestation]],
          [
            text.recording,
            recording && (
              <a href={recording.url} target="_blank" rel="noreferrer">
                {text.listen}
              </a>
            ),
          ],
        ]}
      />
    </Card>
  );
}

/** Names with their values. A name without a value is left out. */
export function FactList({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className={css.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const CARRIER_NAMES: Partial<Record<Call['carrier'], string>> = { signalwire: 'SignalWire' };

function carrierName(carrier: Call['carrier']): string {
  return CARRIER_NAMES[carrier] ?? `${carrier.charAt(0).toUpperCase()}${carrier.slice(1)}`;
}
