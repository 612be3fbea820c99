/** Where else than in texts and `tel:` links a site wants its number replaced. */
import type { CommunicationConfig } from '../config.ts';
import type { Root } from '../replace/lines.ts';
import { DIALLING, LEFT_ALONE, type MoreContent } from '../replace/walk.ts';
import { watchCalls } from '../safely.ts';

const MESSAGING =
  /^\s*((sms|smsto|whatsapp):|(https?:)?\/\/((www\.)?wa\.me|((api|web|www)\.)?whatsapp\.com)\/)/i;
const JSON_LD = 'script[type="application/ld+json"]';
/** Elements whose value the visitor reads but does not type. */
const LABELLED = 'button,data,input[type=button],input[type=submit],input[type=reset]';

/** @param enter called for each shadow root, also for later ones */
export function moreContent(config: CommunicationConfig, enter: (root: Root) => void): MoreContent {
  const { messagingLinks = false, attributes = [], jsonLd, shadowRoots } = config;
  if (shadowRoots) watchShadowRoots(enter);

  const isMessagingLink = (element: Element) =>
    messagingLinks && MESSAGING.test(element.getAttribute('href') || '');
  const textsOf = (element: Element) =>
    attributes.filter(
      (name) => element.hasAttribute(name) && (name !== 'value' || element.matches(LABELLED)),
    );
  return {
    leftAlone: jsonLd ? LEFT_ALONE.replace('head,script', `title,script:not(${JSON_LD})`) : LEFT_ALONE,
    attributes: [...DIALLING, ...attributes],
    isMessagingLink,
    textsOf,
    concerns(element) {
      if (shadowRoots && element.shadowRoot) enter(element.shadowRoot);
      return isMessagingLink(element) || textsOf(element).length > 0;
    },
  };
}

/** Calls `enter` for each new shadow root. An element may get one long after it came, and no event reports it. */
function watchShadowRoots(enter: (root: Root) => void): void {
  watchCalls(Element.prototype, 'attachShadow', ({ shadowRoot }) => {
    if (shadowRoot) enter(shadowRoot);
  });
}
