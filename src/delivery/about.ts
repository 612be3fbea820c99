/** The calls that a consumer is about. */
import { type About, type CallAbout, isStateAbout } from '../domain/alert-kinds.ts';
import type { Consumer } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import type { DeliveryContext } from './context.ts';

const PAID = /^(Paid .*|Display|Cross-network)$/;

/** Returns what the consumer is about. Null: every call that its rule includes. */
export function aboutOf({ settings }: Consumer): About | null {
  return 'about' in settings ? settings.about : null;
}

/** Returns whether the consumer gets calls. Alerts about states and reports by mail get none. */
export function takesCalls(consumer: Consumer): boolean {
  return consumer.kind !== 'report_mail' && !isStateAbout(aboutOf(consumer));
}

/** Returns the reason why the consumer is not about the call. Null: it is. */
export function notAbout(context: DeliveryContext, about: About | null): DeliveryReason | null {
  if (about === null || (!isStateAbout(about) && IS_ABOUT[about](context))) return null;
  return { code: 'not_about', detail: 'The alert is about other calls.' };
}

/** Returns whether an ad brought the caller to the site, by the channel. */
export function isFromAd({ attribution }: Pick<DeliveryContext, 'attribution'>): boolean {
  return attribution.channel !== null && PAID.test(attribution.channel);
}

const IS_ABOUT: { readonly [A in CallAbout]: (context: DeliveryContext) => boolean } = {
  missed_call: isMissed,
  ad_call_missed: (context) => isMissed(context) && isFromAd(context),
  voicemail: ({ call }) => call.outcome === 'voicemail',
  any_call: () => true,
  first_call_of_campaign: ({ attribution }) => attribution.to !== 'none' && attribution.campaign !== null,
};

function isMissed({ call: { outcome } }: DeliveryContext): boolean {
  return outcome === 'missed' || outcome === 'failed';
}
