import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { PencilLine } from 'lucide-react';
import type { AttributionRecord, Call, Candidate } from '../../../../tools/client/operations.ts';
import { useSession } from '../../session/session.tsx';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { FactList } from '../../ui/facts.tsx';
import { Card } from '../../ui/page.tsx';
import { PageAddress } from '../../ui/visit.tsx';
import css from './call.module.css';
import { Correction } from './correction.tsx';
import { useEvidence } from './evidence.ts';
import { callText } from './text.ts';

/** Why the call is attributed as it is. Attributions of earlier versions have English sentences alone. */
function Evidence({ record }: { record: AttributionRecord }) {
  const text = useText(callText);
  const lines = useEvidence(record);
  const isOld = record.findings === undefined && record.cause !== 'correction';
  return (
    <div className={css.section}>
      <h3>{text.why}</h3>
      <ul className={css.evidence}>
        {lines.map(({ sentence, isEnglish }) => (
          <li key={sentence} lang={isEnglish ? 'en' : undefined}>
            {sentence}
          </li>
        ))}
      </ul>
      {isOld && text.evidenceLanguage && <p className={css.hint}>{text.evidenceLanguage}</p>}
    </div>
  );
}

/** Where the call came from, why we think so, what else is possible, and the way to correct it. */
export function Origin({ call, record }: { call: Call; record: AttributionRecord | null }) {
  const text = useText(callText);
  const words = useText(common);
  const { percent } = useFormat();
  const { can } = useSession();
  const [isOpen, dialog] = useDisclosure(false);
  const { visit } = call;
  if (!visit) return null;
  const isKnown = visit.to !== 'none';
  return (
    <Card title={text.origin} className={css.origin}>
      <p className={css.sure}>
        <strong>
          {isKnown ? (visit.channel ?? visit.bucket?.source ?? words.unknown) : words.notAttributed}
        </strong>
        {isKnown && <span className={css.detail}>{`${text.confidence} ${percent(visit.confidence)}`}</span>}
      </p>
      <Touchpoint call={call} />
      {record && (
        <>
          <Evidence record={record} />
          <Others record={record} session={visit.session} />
        </>
      )}
      {record && can('calls:write') && (
        <div className={css.section}>
          <Button
            variant="default"
            size="xs"
            leftSection={<PencilLine size={14} aria-hidden="true" />}
            onClick={dialog.open}
          >
            {text.correct}
          </Button>
          <Correction record={record} call={call} opened={isOpen} onClose={dialog.close} />
        </div>
      )}
    </Card>
  );
}

function Touchpoint({ call: { visit } }: { call: Call }) {
  const text = useText(callText);
  const { lastTouch, bucket, clickIds = {}, landingPage } = visit ?? {};
  return (
    <FactList
      facts={[
        [text.source, join(lastTouch?.source ?? bucket?.source, lastTouch?.medium ?? bucket?.medium)],
        [text.campaign, lastTouch?.campaign ?? bucket?.campaign],
        [text.keyword, lastTouch?.keyword ?? bucket?.keyword],
        [text.landingPage, landingPage && <PageAddress page={landingPage} />],
        ...Object.entries(clickIds).map(([name, id]) => [`${text.clickIds} (${name})`, id] as const),
      ]}
    />
  );
}

function Others({ record, session }: { record: AttributionRecord; session: string | null }) {
  const text = useText(callText);
  const { percent, duration } = useFormat();
  const others = record.candidates
    .filter((one) => one.session === null || one.session !== session)
    .slice(0, 4);
  const describe = ({ state, closedSeconds }: Candidate) =>
    state === 'open' ? text.otherOpen : text.otherClosed(duration(closedSeconds ?? 0));
  return (
    <div className={css.section}>
      <h3>{text.others}</h3>
      <ul className={css.others}>
        {others.map((one) => (
          <li key={`${one.session} ${one.link}`}>
            <span>{describe(one)}</span>
            <span>{percent(one.probability)}</span>
          </li>
        ))}
        <li>
          <span>{text.nobody}</span>
          <span>{percent(record.nobody)}</span>
        </li>
      </ul>
    </div>
  );
}

function join(...parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(' / ');
}
