import type { ReactNode } from 'react';
import type { PersonSession } from '../../../../tools/client/operations.ts';
import { OWN_ZONE, useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Tag } from '../../ui/marks.tsx';
import { Row } from '../../ui/rows.tsx';
import { deviceOf } from './device.ts';
import { accountText } from './text.ts';

/** A session of a person: its device, and when and from where it was used. @param props.children its actions */
export function SessionRow({ session, children }: { session: PersonSession; children?: ReactNode }) {
  const text = useText(accountText);
  const { moment } = useFormat();
  const { agent, startedAt, seenAt, address, way, isThis } = session;
  return (
    <Row
      name={deviceOf(agent) || text.unknownDevice}
      tags={isThis && <Tag tone="accent">{text.thisOne}</Tag>}
      title={agent}
      lines={[
        text.since(moment(startedAt, OWN_ZONE), text.ways[way]),
        text.seen(moment(seenAt, OWN_ZONE), address),
      ]}
    >
      {children}
    </Row>
  );
}
