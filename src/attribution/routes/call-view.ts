import type { z } from 'zod';
import { NOT_ANNOTATED } from '../../domain/annotation.ts';
import type { Attribution } from '../../domain/attribution.ts';
import type { Call } from '../../domain/call.ts';
import type { Store } from '../../store/port.ts';
import type { callResponse, visitResponse } from './responses.ts';

/** Returns calls as consumers see them: with their attribution, tags, notes and qualification. */
export async function viewCalls(
  store: Pick<Store, 'attributions' | 'annotations'>,
  calls: readonly Call[],
): Promise<z.infer<typeof callResponse>[]> {
  const ids = calls.map(({ id }) => id);
  const [annotations, attributions] = await Promise.all([
    store.annotations.of(ids),
    Promise.all(ids.map((id) => store.attributions.ofCall(id))),
  ]);
  return calls.map(({ pool, keyedBy, key, eventCount, ...shown }, i) => {
    const attribution = attributions[i];
    return {
      ...shown,
      at: shown.at.toISOString(),
      attribution: attribution?.id ?? null,
      visit: attribution ? visitOf(attribution) : null,
      ...(annotations.get(shown.id) ?? NOT_ANNOTATED),
    };
  });
}

function visitOf(attribution: Attribution): z.infer<typeof visitResponse> {
  const { to, session, visitor, bucket, channel, landingPage, clickIds, firstTouch, lastTouch, pages } =
    attribution;
  const { callerCalls, rung, confidence } = attribution;
  return {
    to,
    session,
    visitor,
    bucket,
    channel,
    landingPage,
    clickIds,
    firstTouch,
    lastTouch,
    pages,
    callerCalls,
    rung,
    confidence,
  };
}
