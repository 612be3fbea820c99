import { episodeId } from '../domain/alert-episode.ts';
import type { Consumer } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import type { Store } from '../store/port.ts';
import { aboutOf } from './about.ts';
import type { DeliveryContext } from './context.ts';

export type CampaignStore = Pick<Store, 'calls' | 'episodes'>;

/**
 * Returns the reason why the call is not the first one of its campaign, where the consumer is about first calls. Of calls that end
 * at once, the first one to ask has the campaign for good. A repeated question of that call gets the same answer.
 */
export async function laterOfCampaign(
  { calls, episodes }: CampaignStore,
  consumer: Consumer,
  { call, attribution }: DeliveryContext,
  now: Date,
): Promise<DeliveryReason | null> {
  const { campaign } = attribution;
  if (aboutOf(consumer) !== 'first_call_of_campaign' || campaign === null) return null;
  const id = episodeId(consumer.id, campaign);
  const known = await episodes.get(id);
  if (known) return known.state === call.id ? null : notFirst(known.state);
  const { provider } = consumer;
  const filter = { provider, campaign, attributed: true };
  const [earlier] = await calls.list({ limit: 1, after: call.id }, filter);
  if (earlier) return notFirst(earlier.id);
  const since = now.toISOString();
  const claim = { id, consumer: consumer.id, subject: campaign, state: call.id, since, notice: null };
  await episodes.add({ ...claim, version: 0 });
  const claimed = await episodes.get(id);
  return claimed?.state === call.id ? null : notFirst(claimed?.state ?? null);
}

function notFirst(first: string | null): DeliveryReason {
  return { code: 'not_first', detail: `The campaign has an earlier call: ${first}.` };
}
