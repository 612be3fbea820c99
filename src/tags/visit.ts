/** The analytics tag: finds or starts the session, and answers whoever asks for it in this page. */
import { here } from './address.ts';
import type { AnalyticsConfig } from './config.ts';
import { watchConsentMode } from './consent.ts';
import { awaitGa4, continuedAsInGa4 } from './ga4.ts';
import { sendHit } from './hits.ts';
import { type Consent, open, type ShownNumber, type Visit } from './meeting.ts';
import { watchNavigation } from './navigation.ts';
import { listen, safely } from './safely.ts';
import { isAlive, type Session, sessionIn } from './session.ts';
import { forget, load, save } from './storage.ts';
import { bucketOf, touchOf } from './touch.ts';

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}

export function startAnalytics(config: AnalyticsConfig): void {
  const key = `ringtrail.${config.site}`;
  const followers = new Map<string, (visit: Visit) => void>();
  const listeners: ((number: ShownNumber) => void)[] = [];
  const numbers = new Map<string, ShownNumber>();
  let consent: Consent =
    config.consent === 'required' || navigator.globalPrivacyControl ? 'denied' : 'granted';
  let session: Session | undefined;
  /** The session that followers know of. */
  let told: string | null | undefined;
  let isViewed = false;
  // What brought this page also brought a session that begins on it later, after a long pause.
  let touch = touchOf(here(), document.referrer);

  const look = (): Visit => {
    if (consent === 'granted') {
      const last = sessionIn(load(key)) || session;
      session = continuedAsInGa4(config.ga4, last, Date.now(), touch);
      touch = session.touch;
      save(key, session);
    } else {
      session = undefined;
      forget(key);
    }
    const { id = null, visitor = null, first = touch } = session || {};
    const now = { session: id, visitor, bucket: bucketOf(config.bucketing, touch), touch, first };
    if (told !== id) {
      told = id;
      for (const tell of followers.values()) tell(now);
    }
    return now;
  };

  const view = (page = here()) => {
    isViewed = true;
    sendHit(config, look().session, { type: 'page', page });
  };

  const decide = (given: Consent) => {
    if (given === consent) return;
    consent = given;
    // A session that begins with consent begins with the page on which it was given.
    if (isViewed) awaitGa4(config.ga4, view);
  };

  watchConsentMode(decide);
  const isFirst = open({
    session(tell) {
      const now = look();
      tell?.(now);
      return now;
    },
    on(_event, tell) {
      const listener = safely(tell);
      listeners.push(listener);
      numbers.forEach(listener);
    },
    consent: decide,
    follow(endpoint, tell) {
      if (followers.has(endpoint)) return;
      tell(look());
      followers.set(endpoint, safely(tell));
    },
    shown(number) {
      numbers.set(number.endpoint, number);
      for (const tell of listeners) tell(number);
    },
  });
  if (!isFirst) return;

  // In a task of its own, so that none is long.
  setTimeout(safely(view), 0, here());
  watchNavigation(view);
  listen(document, 'visibilitychange', () => {
    // Going away is the end of an activity, coming back the beginning of one.
    if (!document.hidden || (session && isAlive(session, Date.now()))) look();
  });
  listen(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) view();
  });
}
