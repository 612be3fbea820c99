import type { Rule } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import type { DeliveryContext } from './context.ts';

/** Returns the reason why the consumer's rule excludes the call. Null: the rule includes it. */
export function exclusionReason(
  rule: Rule,
  { call, attribution, qualification }: DeliveryContext,
): DeliveryReason | null {
  const talk = call.talkSeconds ?? 0;
  if (qualification?.spam && !rule.spam) return because('spam', 'The call was reported as spam.');
  if (qualification?.qualified === false && rule.qualified)
    return because('not_qualified', 'The call was reported as not qualified.');
  if (qualification?.qualified !== true && rule.qualified)
    return because('not_qualified', 'The call has not been reported as qualified yet.');
  if (rule.outcomes && (!call.outcome || !rule.outcomes.includes(call.outcome)))
    return because('outcome', `The outcome of the call is ${call.outcome ?? 'unknown'}.`);
  if (talk < rule.minTalkSeconds)
    return because('talk_time', `${talk} seconds of talk are fewer than ${rule.minTalkSeconds}.`);
  if (rule.to && !rule.to.includes(attribution.to))
    return because('attributed_to', `The call is attributed to ${nameOf[attribution.to]}.`);
  if (attribution.confidence < rule.minConfidence)
    return because(
      'confidence',
      `The confidence of ${attribution.confidence} is below ${rule.minConfidence}.`,
    );
  if (rule.sites && (!attribution.site || !rule.sites.includes(attribution.site)))
    return because('site', 'The call came through a site that the rule does not name.');
  return null;
}

const nameOf = { session: 'a session', bucket: 'a bucket', none: 'nobody' } as const;

function because(code: string, detail: string): DeliveryReason {
  return { code, detail };
}
