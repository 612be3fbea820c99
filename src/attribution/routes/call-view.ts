import { NOT_ANNOTATED } from '../../domain/annotation.ts';
import type { Call } from '../../domain/call.ts';
import { type CallView, viewOfCall, visibleCall } from '../../domain/call-view.ts';
import type { Sender } from '../../domain/holder.ts';
import type { NarrowedStore } from '../../store/port.ts';

/** Returns calls as the key's holder may see them: with their attribution, tags, notes and qualification. */
export async function viewCalls(
  store: Pick<NarrowedStore, 'attributions' | 'annotations'>,
  calls: readonly Call[],
  { scopes, concern }: Pick<Sender, 'scopes' | 'concern'>,
): Promise<CallView[]> {
  for (const { provider } of calls) concern(provider);
  const ids = calls.map(({ id }) => id);
  const [annotations, attributions] = await Promise.all([
    store.annotations.of(ids),
    Promise.all(ids.map((id) => store.attributions.ofCall(id))),
  ]);
  return calls.map((call, i) => {
    const view = viewOfCall(call, attributions[i] ?? null, annotations.get(call.id) ?? NOT_ANNOTATED);
    return visibleCall(view, scopes);
  });
}
