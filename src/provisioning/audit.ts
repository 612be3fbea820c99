import { createHash } from 'node:crypto';
import type { AuditEntry } from '../domain/audit.ts';
import type { NumberOrder, OrderLine } from '../domain/number-order.ts';
import type { Audit } from '../store/port.ts';

const MINUTE_MS = 60_000;

/** Notes a purchase in the audit log, under the name of the sender that ordered. A repetition notes nothing. */
export async function notePurchase(
  audit: Pick<Audit, 'note' | 'list'>,
  order: NumberOrder,
  line: OrderLine,
  now: Date,
): Promise<void> {
  const noted = await audit.list({ limit: 1 }, { id: line.token, since: new Date(line.since) });
  if (noted.length > 0) return;
  const { carrier, account } = order;
  const { number, monthlyPrice, token } = line;
  const change = {
    kind: 'purchases',
    id: token,
    before: null,
    after: { carrier, account, number, monthlyPrice },
  };
  await audit.note([entryOf(order, token, change, now)]);
}

function entryOf(
  { id, provider, orderedBy }: NumberOrder,
  token: string,
  change: AuditEntry['changes'][number],
  now: Date,
): AuditEntry {
  const minute = String(Math.floor(now.getTime() / MINUTE_MS)).padStart(9, '0');
  const word = createHash('sha256').update(token).digest('hex').slice(0, 16);
  return {
    ...{ id: `aud_${minute}${word}`, kind: orderedBy.kind, key: orderedBy.id, name: orderedBy.name },
    ...{ address: null, method: 'POST', route: '/v1/number-orders', provider, ids: [id, token], query: {} },
    ...{ readsCallers: false, changes: [change], status: 201, at: now.toISOString(), count: 1 },
  };
}
