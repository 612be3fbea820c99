/** GA4 by the Measurement Protocol: the call becomes an event of the visitor's own session. */
import type { DeliveryReason } from '../../domain/delivery.ts';
import type { DeliveryContext } from '../context.ts';
import type { Answered, Message, Platform, Verdict } from './platform.ts';
import { jsonOf, readPlatformStatus } from './statuses.ts';
import { worthOf } from './worth.ts';

const HOUR_MS = 3_600_000;
/** GA4 accepts events that are at most this old. */
const MAX_EVENT_AGE_MS = 72 * HOUR_MS;
/** An event that arrives later after the session's start does not join the session. */
const MAX_JOIN_MS = 24 * HOUR_MS;
/** GA4 ends a session after this time without activity. */
const SESSION_IDLE_MS = 30 * 60_000;
const MAX_VALUE_CHARS = 100;

export const ga4: Platform<'ga4'> = {
  deduplicatesForMs: 0,
  countsCalls: true,
  url: ({ settings }) => settings.url,

  judge(context) {
    const ids = ga4IdsOf(context);
    if (isMissing(ids)) return ids;
    return { deadline: new Date(context.call.at.getTime() + MAX_EVENT_AGE_MS) };
  },

  message({ context, now }, { settings, credentials }) {
    const { call, attribution } = context;
    const ids = ga4IdsOf(context);
    if (isMissing(ids)) throw new Error(ids.detail);
    const notes: string[] = [];
    const canJoin = now.getTime() - ids.startedAt.getTime() <= MAX_JOIN_MS;
    if (!canJoin)
      notes.push(
        'Sent more than 24 hours after the session began: GA4 counts the event outside the session.',
      );
    // An event outside the session keeps its own time: the session's may be too old for GA4.
    const at = canJoin ? withinSession(context, notes) : call.at;
    const params = {
      session_id: ids.session,
      engagement_time_msec: Math.max(1, (call.talkSeconds ?? 0) * 1000),
      call_id: call.id,
      transaction_id: call.id,
      outcome: call.outcome ?? 'unknown',
      talk_seconds: call.talkSeconds ?? 0,
      confidence: attribution.confidence,
      ...(attribution.landingPage && { landing_page: attribution.landingPage.slice(0, MAX_VALUE_CHARS) }),
      ...worthOf(context, settings),
    };
    const { consent, measurementId, eventName } = settings;
    return {
      path: '/mp/collect',
      query: { measurement_id: measurementId, api_secret: credentials.apiSecret },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: ids.client,
        timestamp_micros: at.getTime() * 1000,
        ...consentOf(consent),
        events: [{ name: eventName, params }],
      }),
      notes,
    };
  },

  // GA4 answers 2xx to every well-formed event, so an answer says little and is no cause for a second attempt.
  read: (answer) => readPlatformStatus(answer),

  trial({ settings, credentials }, _token, now): Message {
    const seconds = Math.floor(now.getTime() / 1000);
    return {
      path: '/debug/mp/collect',
      query: { measurement_id: settings.measurementId, api_secret: credentials.apiSecret },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: `1.${seconds}`,
        validation_behavior: 'ENFORCE_RECOMMENDATIONS',
        ...consentOf(settings.consent),
        events: [
          { name: settings.eventName, params: { session_id: String(seconds), engagement_time_msec: 1 } },
        ],
      }),
    };
  },

  readTrial(answer: Answered): Verdict {
    const { validationMessages = [] } = (jsonOf(answer) ?? {}) as {
      validationMessages?: { validationCode?: string; description?: string }[];
    };
    const [first] = validationMessages;
    if (!first) return readPlatformStatus(answer);
    const detail = validationMessages.map(({ description }) => description).join(' ');
    return { type: 'never', reason: { code: first.validationCode?.toLowerCase() ?? 'invalid', detail } };
  },
};

type Ids = { client: string; session: string; startedAt: Date };

/** Reads the ids from a session that the tag took over from GA4: `<client id>.<session id>`. The visitor is the client. */
function ga4IdsOf({ attribution }: DeliveryContext): Ids | DeliveryReason {
  const { to, session, visitor } = attribution;
  if (to !== 'session' || !session)
    return {
      code: 'no_session',
      detail: 'The call is attributed to no session that the event could join.',
    };
  const [, client, id = ''] = /^(\d+\.\d+)\.(\d+)(?:~.*)?$/.exec(session) ?? [];
  if (!client || client !== visitor)
    return {
      code: 'no_ga4_ids',
      detail:
        "The tag did not send GA4's client and session. Set `tags.ga4` of the site to its measurement id.",
    };
  return { client, session: id, startedAt: new Date(Number(id) * 1000) };
}

/** Returns the time of the call, or the session's last sign of life if the call came after the session's end. */
function withinSession({ call, session }: DeliveryContext, notes: string[]): Date {
  if (!session || call.at.getTime() <= session.lastSeenAt.getTime() + SESSION_IDLE_MS) return call.at;
  notes.push(
    "The call came after the session ended: the event has the time of the session's last sign of life.",
  );
  return session.lastSeenAt;
}

function consentOf(consent: { adUserData: string; adPersonalization: string } | null) {
  return (
    consent && {
      consent: { ad_user_data: consent.adUserData, ad_personalization: consent.adPersonalization },
    }
  );
}

function isMissing(ids: Ids | DeliveryReason): ids is DeliveryReason {
  return 'code' in ids;
}
