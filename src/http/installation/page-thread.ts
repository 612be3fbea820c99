/**
 * The thread that parses pages, one at a time: it takes a `ReadingOrder` and answers with `PageFacts`. A page of somebody else may be huge or
 * broken, so it never holds up the gateway's event loop.
 */
import { parentPort } from 'node:worker_threads';
import { JSDOM, VirtualConsole } from 'jsdom';
import type { Preview, Previewed } from '../../tags/spots.ts';
import type { PageFacts, ReadingOrder, ScriptElement } from './page-facts.ts';

const MAX_SCRIPTS = 500;
const MAX_CODE_CHARS = 50_000;
const MAX_COMMENTS = 200;
const MAX_COMMENT_CHARS = 2000;
/** Consent managers and optimisers move the address of a script into such an attribute. */
const ADDRESS = /^(?:https?:)?\/\/\S+$/i;

/** Bits of `whatToShow` in the DOM's standard. */
const SHOW_TEXT = 0x4;
const SHOW_COMMENT = 0x80;

type Search = { preview(previewed: Previewed): Preview };

parentPort?.on('message', async (order: ReadingOrder) => parentPort?.postMessage(await factsOf(order)));

async function factsOf({ bytes, contentType, url, previewed, searchUrl }: ReadingOrder): Promise<PageFacts> {
  // Without `runScripts` jsdom runs no script of the page, and without `resources` it loads nothing.
  const { window } = new JSDOM(bytes, { url, contentType, virtualConsole: new VirtualConsole() });
  const { document } = window;
  // The search reads these names as it does in a browser.
  Object.assign(globalThis, { document, getComputedStyle: window.getComputedStyle.bind(window) });
  const { preview } = (await import(searchUrl)) as Search;

  const facts = {
    scripts: [...document.querySelectorAll('script')].slice(0, MAX_SCRIPTS).map(scriptElement),
    policies: [...document.querySelectorAll('meta[http-equiv]')]
      .filter((meta) => /^content-security-policy$/i.test(meta.getAttribute('http-equiv') ?? ''))
      .map((meta) => meta.getAttribute('content') ?? ''),
    comments: comments(document),
    numberElements: [...document.querySelectorAll('ringtrail-number')].map(
      (element) => element.getAttribute('endpoint') ?? '',
    ),
    textChars: textChars(document),
    previews: previewed.map(preview),
  };
  window.close();
  return facts;
}

function scriptElement(element: HTMLScriptElement): ScriptElement {
  const attributes = Object.fromEntries(
    element.getAttributeNames().map((name) => [name, element.getAttribute(name) ?? '']),
  );
  const { src, ...others } = attributes;
  const { baseURI } = element;
  return {
    attributes,
    src: src ? complete(src, baseURI) : null,
    otherAddresses: Object.values(others)
      .filter((value) => ADDRESS.test(value))
      .flatMap((value) => complete(value, baseURI) ?? []),
    code: src ? '' : (element.textContent ?? '').slice(0, MAX_CODE_CHARS),
  };
}

function complete(address: string, base: string): string | null {
  return URL.canParse(address, base) ? new URL(address, base).href : null;
}

function comments(document: Document): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document, SHOW_COMMENT);
  while (found.length < MAX_COMMENTS && walker.nextNode())
    found.push((walker.currentNode.nodeValue ?? '').slice(0, MAX_COMMENT_CHARS));
  return found;
}

/** Returns the length of the body's texts without scripts and styles. */
function textChars(document: Document): number {
  const walker = document.createTreeWalker(document.body, SHOW_TEXT);
  let chars = 0;
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (!text.parentElement?.closest('script,style,noscript')) chars += (text.nodeValue ?? '').trim().length;
  }
  return chars;
}
