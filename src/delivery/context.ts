import { type Annotation, NOT_ANNOTATED } from '../domain/annotation.ts';
import { type Attribution, isSameEnd } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { SessionRecord } from '../domain/ledger.ts';
import type { Store } from '../store/port.ts';

/** The records that the deliveries of one call are made from. */
export type DeliveryContext = Annotation & {
  call: Call;
  attribution: Attribution;
  /** The session that the call is attributed to. Null: the call is attributed to no session. */
  session: SessionRecord | null;
};

/** The reason of a delivery that has no context. */
export const ERASED = { code: 'erased', detail: 'The call was erased or has expired.' };

/** Reads the context of the attribution's call. Returns null when the call is no longer stored. */
export async function deliveryContext(
  store: Pick<Store, 'calls' | 'annotations' | 'history'>,
  attribution: Attribution,
): Promise<DeliveryContext | null> {
  const { site, session } = attribution;
  const [call, annotations, record] = await Promise.all([
    store.calls.get(attribution.call),
    store.annotations.of([attribution.call]),
    site && session ? store.history.session(site, session) : null,
  ]);
  if (!call) return null;
  return { call, attribution, session: record, ...(annotations.get(call.id) ?? NOT_ANNOTATED) };
}

/** Checks whether a person changed the qualification, or the carrier the call's end, after the context was read. */
export async function isOutdated(
  store: Pick<Store, 'calls' | 'annotations'>,
  { call, qualification }: DeliveryContext,
): Promise<boolean> {
  const [annotations, latest] = await Promise.all([
    store.annotations.of([call.id]),
    store.calls.get(call.id),
  ]);
  const isRequalified = annotations.get(call.id)?.qualification?.at !== qualification?.at;
  return isRequalified || (latest !== null && !isSameEnd(call, latest));
}

/** Returns the click ids that brought the visitor to the session. Attributions of early releases do not hold them. */
export function clickIdsOf({ attribution, session }: DeliveryContext): Record<string, string> {
  return attribution.clickIds ?? session?.facts.clickIds ?? {};
}
