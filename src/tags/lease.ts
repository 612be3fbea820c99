/** The communication tag: asks for a number for the visit, shows it, and keeps its link alive while the page is. */
import { watchClicks } from './clicks.ts';
import type { CommunicationConfig } from './config.ts';
import { sendHit } from './hits.ts';
import { say, type Visit } from './meeting.ts';
import { awaitWish } from './options/timing.ts';
import { type Answer, post, type Take } from './post.ts';
import { replaceNumbers } from './replace/page.ts';
import { type Phone, phoneOf } from './replace/phone.ts';
import { listen, safely } from './safely.ts';
import { sharesVisit } from './shared-domains.ts';
import { findSiblings } from './siblings.ts';

/** A page that goes so shortly after a press of a link into its own site goes for another page of the site. */
const PRESS = 2000;

/** Of several tabs that show a link the one that renewed it last does so again; others are this many periods behind. */
const LATER = 1.2;

export function startCommunication(config: CommunicationConfig): void {
  const { api, site, endpoint } = config;
  const own: Phone = config;
  const replacement = replaceNumbers(own, config);
  let visit: Visit | undefined;
  /**
   * The link whose number the page shows. The gateway holds it for two renewals at least: so long its number is ours
   * though we do not hear from it.
   */
  let link: string | null | undefined;
  let renewAfter = 0;
  let renewAt = 0;
  let oursUntil = 0;
  let due = false;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pressed = 0;
  let wished = false;

  /** The link has shown a sign of life, here or, where the next one is left to it, in another tab. */
  const keep = (periods = 1) => {
    renewAt = Date.now() + periods * renewAfter;
    oursUntil = Date.now() + 2 * renewAfter;
    return true;
  };
  const siblings = findSiblings((greeted) => link === greeted && Date.now() < oursUntil && keep(LATER));

  /** Without an answer the page shows its own number. */
  const show = (answer?: Answer) => {
    const number = answer?.number;
    replacement.show_(number ? phoneOf(number, own, answer.national || '') : own);
    say('shown', { number: null, keyedBy: 'none', ...answer, endpoint });
  };

  const accept = (answer?: Answer) => {
    link = answer?.link;
    if (answer && link) {
      renewAfter = answer.renewAfterSeconds * 1000;
      keep();
    }
    show(answer);
    // Last: a browser that keeps its storage closed may refuse it.
    if (link) siblings.greet_(link);
  };

  /** Does the next step now, or waits until it is due. */
  const proceed = safely(() => {
    clearTimeout(timer);
    if (busy || document.hidden || !visit || !wished) return;
    const { session, visitor, bucket, bucketId, touch, first } = visit;
    if (due) {
      due = false;
      const { page, referrer, clickIds, ...last } = touch;
      const { source: firstSource, medium: firstMedium, campaign: firstCampaign } = first;
      const values = { ...last, firstSource, firstMedium, firstCampaign };
      const context = { bucketId, page, referrer, visitor, clickIds, values };
      ask('/v1/allocations', { endpoint, site, session, bucket, context }, (_status, answer) =>
        accept(answer),
      );
    } else if (link) {
      const rest = renewAt - Date.now();
      if (rest > 0) timer = setTimeout(proceed, rest);
      else ask(`/v1/links/${link}/renewals`, { session }, renewed);
    }
  });

  const renewed: Take = (status, answer) => {
    if (status === 410) due = true;
    else if (answer) accept(answer);
    else {
      renewAt = Date.now() + renewAfter;
      if (Date.now() > oursUntil) show();
    }
  };

  const ask = (path: string, body: unknown, take: Take) => {
    busy = true;
    post(api + path, body, (...reply) => {
      busy = false;
      // If the visit became another meanwhile, this is no answer for it.
      if (!due) take(...reply);
      proceed();
    });
  };

  const leave = () => {
    if (!visit || !link) return;
    const now = Date.now();
    if (now - pressed < PRESS || now - siblings.seen_(link) < 2 * renewAfter) return;
    sendHit(config, visit.session, { type: 'leave', link });
    renewAt = oursUntil = 0;
  };

  /** A page that neither shows the number nor listens for one takes none from the pool. */
  const wish = () => {
    if (wished) return;
    wished = true;
    proceed();
  };
  const when = WITH_TIMING && config.when;
  replacement.seek_(when ? awaitWish(when, wish) : wish);

  say('follow', endpoint, (now) => {
    if (!now) {
      if (!when) wish();
      return;
    }
    leave();
    link = undefined;
    visit = now;
    due = true;
    proceed();
  });
  say('on', 'tag', (other) => {
    if (other.endpoint !== endpoint && other.number) {
      replacement.giveUp_(phoneOf(other.number, own));
    }
  });

  watchClicks((anchor) => {
    const isOwn = anchor.host === location.host || (WITH_DOMAINS && sharesVisit(anchor.href, config.domains));
    if (isOwn) pressed = Date.now();
    if (visit && replacement.carries_(anchor)) sendHit(config, visit.session, { type: 'tap', link });
  });
  // After the analytics tag's own look at the session.
  const proceedSoon = () => setTimeout(proceed);
  listen(document, 'visibilitychange', proceedSoon);
  listen(window, 'pageshow', proceedSoon);
  listen(window, 'pagehide', () => {
    siblings.rest_();
    leave();
  });
}
