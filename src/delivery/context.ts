import type { Qualification } from '../domain/annotation.ts';
import { type Attribution, isSameEnd } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { SessionRecord } from '../domain/ledger.ts';
import type { Store } from '../store/port.ts';

/** All that a consumer can be told of one call. */
export type DeliveryContext = {
  call: Call;
  attribution: Attribution;
  qualification: Qualification | null;
  /** The session that the call is attributed to, where it is. */
  session: SessionRecord | null;
};

/** Why nothing is told where there is no occasion. */
export const ERASED = { code: 'erased', detail: 'The call is not there any more.' };

/** Null where the call is not there any more. */
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
  const qualification = annotations.get(call.id)?.qualification ?? null;
  return { call, attribution, qualification, session: record };
}

/** Whether somebody has said something else of the call since, or the carrier told of another end. */
export async function isKnownOtherwise(
  store: Pick<Store, 'calls' | 'annotations'>,
  { call, qualification }: DeliveryContext,
): Promise<boolean> {
  const [annotations, known] = await Promise.all([store.annotations.of([call.id]), store.calls.get(call.id)]);
  const isSaid = annotations.get(call.id)?.qualification?.at !== qualification?.at;
  return isSaid || (known !== null && !isSameEnd(call, known));
}

/** The click ids that brought the visitor to the session; attributions of old do not name them. */
export function clickIdsOf({ attribution, session }: DeliveryContext): Record<string, string> {
  return attribution.clickIds ?? session?.facts.clickIds ?? {};
}
