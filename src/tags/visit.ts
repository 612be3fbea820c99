/** The analytics tag: finds or starts the session, and answers the page and its tags. */
import { here } from './address.ts';
import type { AnalyticsConfig } from './config.ts';
import { watchConsentMode } from './consent.ts';
import { awaitGa4, continuedAsInGa4 } from './ga4.ts';
import { sendHit } from './hits.ts';
import { type Consent, open, type ShownNumber, type Visit } from './meeting.ts';
import { watchNavigation } from './navigation.ts';
import { listen, safely } from './safely.ts';
import { isAlive, type Session, sessionIn } from './session.ts';
import { sharesVisit } from './shared-domains.ts';
import { forget, load, save } from './storage.ts';
import { bucketOf, touchOf } from './touch.ts';

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
  interface Document {
    prerendering?: boolean;
  }
}

export function startAnalytics(config: AnalyticsConfig): void {
  const key = `ringtrail.${config.site}`;
  const followers: Record<string, (visit?: Visit) => void> = {};
  /** Whether the page itself listens for numbers. */
  let hasListener = false;
  const listeners: ((number: ShownNumber) => void)[] = [];
  const numbers: Record<string, ShownNumber> = {};
  let consent: Consent =
    config.consent === 'required' || navigator.globalPrivacyControl ? 'denied' : 'granted';
  let session: Session | undefined;
  /** The id of the session that the followers have. */
  let followed: string | null | undefined;
  let isViewed = false;
  // The touch of this page is also that of a session that begins on it later, after a long pause.
  // A link from another host of the site is a link within the site.
  const isWithin = WITH_DOMAINS && sharesVisit(document.referrer, config.domains);
  let touch = touchOf(here(), isWithin ? location.origin : document.referrer);
  let place: string | undefined;

  const look = (): Visit => {
    if (consent === 'granted') {
      const last = sessionIn(load(key)) || session;
      session = continuedAsInGa4(config.ga4, last, Date.now(), touch);
      touch = session.touch;
      if (place) touch.location = place;
      save(key, session, WITH_DOMAINS ? config.domains : undefined);
    } else {
      session = undefined;
      forget(key, WITH_DOMAINS ? config.domains : undefined);
    }
    const { id = null, visitor = null, first = touch } = session || {};
    const now = {
      session: id,
      visitor,
      ...bucketOf(config.bucketing, touch),
      touch,
      first,
    };
    if (followed !== id) {
      followed = id;
      for (const follow of Object.values(followers)) follow(now);
    }
    return now;
  };

  const view = (page = here()) => {
    // A page that is rendered ahead is viewed when the visitor opens it, if ever.
    if (document.prerendering) return;
    isViewed = true;
    sendHit(config, look().session, { type: 'page', page });
  };

  const decide = (decision: Consent) => {
    if (decision === consent) return;
    consent = decision;
    // A session that begins with consent begins with the page of the consent.
    if (isViewed) awaitGa4(config.ga4, view);
  };

  watchConsentMode(decide);
  const isFirst = open({
    session(take) {
      const now = look();
      take?.(now);
      return now;
    },
    on(event, show) {
      const listener = safely(show);
      listeners.push(listener);
      Object.values(numbers).forEach(listener);
      if (event !== 'number') return;
      hasListener = true;
      for (const follow of Object.values(followers)) follow();
    },
    consent: decide,
    location(value) {
      place = value;
    },
    follow(endpoint, take) {
      if (followers[endpoint]) return;
      take(look());
      if (hasListener) take();
      followers[endpoint] = safely(take);
    },
    shown(number) {
      numbers[number.endpoint] = number;
      for (const show of listeners) show(number);
    },
  });
  if (!isFirst) return;

  // A task of its own keeps each task short.
  setTimeout(safely(view), 0, here());
  watchNavigation(view);
  listen(document, 'prerenderingchange', () => view());
  listen(document, 'visibilitychange', () => {
    // An activity ends when the visitor leaves the page, and another begins with the return.
    if (!document.hidden || (session && isAlive(session, Date.now()))) look();
  });
  listen(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) view();
  });
}
