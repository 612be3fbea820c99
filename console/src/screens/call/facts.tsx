import type { Call } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { carrierName } from '../../ui/carriers.ts';
import { FactList } from '../../ui/facts.tsx';
import { Card } from '../../ui/page.tsx';
import { Phone } from '../../ui/phone.tsx';
import { BlockCaller } from './block-caller.tsx';
import css from './call.module.css';
import { Player } from './player.tsx';
import { callText } from './text.ts';

/** What the carrier reported of the call. */
export function Facts({ call, timeZone }: { call: Call; timeZone: string }) {
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
          [text.carrier, carrierName(call.carrier)],
          [text.rang, ringSeconds !== null && duration(ringSeconds)],
          [text.talked, talkSeconds !== null && talkSeconds > 0 && duration(talkSeconds)],
          [text.earlierCalls, visit?.callerCalls != null && number(visit.callerCalls)],
          [text.verified, attestation && text.attestations[attestation]],
          [text.recording, recording && <Player call={call.id} />],
        ]}
      />
      <div className={css.section}>
        <BlockCaller call={call} timeZone={timeZone} />
      </div>
    </Card>
  );
}
