/** The communication tag: asks for a number for the visit, shows it, and keeps its link alive while the page is. */
import { here } from './address.ts';
import { watchClicks } from './clicks.ts';
import type { CommunicationConfig } from './config.ts';
import { sendHit } from './hits.ts';
import { say, type Visit } from './meeting.ts';
import { type Answer, post, type Reply } from './post.ts';
import { replaceIn } from './replace/page.ts';
import { phoneOf } from './replace/phone.ts';
import { listen, safely } from './safely.ts';
import { findSiblings } from './siblings.ts';

/** A page that goes so shortly after a press of a link into its own site goes for another page of the site. */
const PRESS = 2000;

/**
 * The link whose number the page shows. The gateway holds it for two renewals at least: so long its number is ours
 * though we do not hear from it.
 */
type Held = { link: string; renewAfter: number; renewAt: number; oursUntil: number };

export function startCommunication(config: CommunicationConfig): void {
  const { api, site, endpoint, callingCode, national } = config;
  const replacement = replaceIn(document.documentElement, { code: callingCode, national, written: '' });
  let visit: Visit | undefined;
  let held: Held | undefined;
  let due = false;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pressed = 0;

  const siblings = findSiblings((link) => !!held && held.link === link && Date.now() < held.oursUntil);

  /** Without an answer the page shows its own number. */
  const show = (answer?: Answer) => {
    const number = answer?.number;
    replacement.show(number ? phoneOf(number, callingCode, answer.national || '') : undefined);
    say('shown', { number: null, keyedBy: 'none', ...answer, endpoint });
  };

  const accept = (answer?: Answer) => {
    held = undefined;
    if (answer?.link) {
      const renewAfter = answer.renewAfterSeconds * 1000;
      const renewAt = Date.now() + renewAfter;
      held = { link: answer.link, renewAfter, renewAt, oursUntil: renewAt + renewAfter };
      siblings.greet(answer.link);
    }
    show(answer);
  };

  /** Does what is to be done now, or waits for it. */
  const proceed = safely(() => {
    clearTimeout(timer);
    if (busy || document.hidden || !visit) return;
    const { session, visitor, bucket, touch } = visit;
    if (due) {
      due = false;
      const { page: _landing, referrer, clickIds, ...values } = touch;
      const context = { page: here(), referrer, visitor, clickIds, values };
      ask('/v1/allocations', { endpoint, site, session, bucket, context }, ({ answer }) => accept(answer));
    } else if (held) {
      const rest = held.renewAt - Date.now();
      if (rest > 0) timer = setTimeout(proceed, rest);
      else ask(`/v1/links/${held.link}/renewals`, { session }, renewed);
    }
  });

  const renewed = ({ status, answer }: Reply) => {
    if (status === 410) due = true;
    else if (answer) accept(answer);
    else if (held) {
      held.renewAt = Date.now() + held.renewAfter;
      if (Date.now() > held.oursUntil) show();
    }
  };

  const ask = (path: string, body: unknown, take: (reply: Reply) => void) => {
    busy = true;
    void post(api + path, body, (reply) => {
      busy = false;
      // If the visit became another meanwhile, this is no answer for it.
      if (!due) take(reply);
      proceed();
    });
  };

  const leave = () => {
    if (!visit || !held) return;
    const { link, renewAfter } = held;
    const now = Date.now();
    if (now - pressed < PRESS || now - siblings.heard(link) < 2 * renewAfter) return;
    sendHit(config, visit.session, { type: 'leave', link });
    held.renewAt = held.oursUntil = 0;
  };

  say('follow', endpoint, (now) => {
    leave();
    held = undefined;
    visit = now;
    due = true;
    proceed();
  });
  say('on', 'number', (other) => {
    if (other.endpoint !== endpoint && other.number) {
      replacement.giveUp(phoneOf(other.number, callingCode, ''));
    }
  });

  watchClicks((link) => {
    if (link.host === location.host) pressed = Date.now();
    if (!visit || !replacement.carries(link)) return;
    sendHit(config, visit.session, { type: 'tap', link: held?.link });
  });
  // After the analytics tag's own look at the session.
  const proceedSoon = () => setTimeout(proceed);
  listen(document, 'visibilitychange', proceedSoon);
  listen(window, 'pageshow', proceedSoon);
  listen(window, 'pagehide', () => {
    siblings.rest();
    leave();
  });
}
