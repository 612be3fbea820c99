import type { Tag } from '../tags/tag-scripts.ts';
import type { PageFacts, ScriptElement } from './page-facts.ts';

/** How a page has a tag. Only the browser of a visitor knows whether a script adds one. */
export type Presence = 'loaded' | 'blocked' | 'commented' | 'in_script';

/** A tag of a gateway on a page. */
export type PageTag = {
  tag: Tag;
  presence: Presence;
  url: string;
  /** The address before `/tags/`. */
  gateway: string;
  site: string;
  endpoint: string | null;
  /** The hash in the name of a pinned script. */
  hash: string | null;
  nonce: string | null;
  integrity: string | null;
};

const PATH = /^(.*)\/tags\/([\w-]+)\/(analytics|communication|combined)(?:-([\w-]{16}))?\.js$/;
const ADDRESSES = /(?:https?:)?\/\/[^\s"'`<>\\]+\/tags\/[\w-]+\/[\w-]+\.js(?:\?[^\s"'`<>\\]*)?/gi;
/** The types with which a browser runs a script. */
const RUNS = /^\s*((text|application)\/((x-)?(java|ecma)script|jscript|livescript)|module)?\s*(;.*)?$/i;
/** Rocket Loader of Cloudflare changes the type, and runs the script itself. */
const ROCKET = /-(text|application)\/javascript$|^\w+-module$/i;

/** Returns the tags of the page in its order: those that the browser loads, and those that something keeps from it. */
export function tagsOn({ scripts, comments }: PageFacts, page: string): PageTag[] {
  return [
    ...scripts.flatMap((script) => tagsOf(script, page)),
    ...comments.flatMap((text) => tagsIn(text, page, 'commented')),
  ];
}

function tagsOf(script: ScriptElement, page: string): PageTag[] {
  const { type = '', nonce = null, integrity = null } = script.attributes;
  const more = { nonce, integrity };
  const runs = RUNS.test(type) || ROCKET.test(type);
  if (script.src !== null) {
    const tag = tagAt(script.src, runs ? 'loaded' : 'blocked', more);
    if (tag) return [tag];
  }
  const held = script.otherAddresses.flatMap((address) => tagAt(address, 'blocked', more) ?? []);
  return [...held, ...tagsIn(script.code, page, runs ? 'in_script' : 'blocked')];
}

function tagsIn(text: string, page: string, presence: Presence): PageTag[] {
  return [...text.matchAll(ADDRESSES)].flatMap(([address]) => {
    const plain = address.replaceAll('&amp;', '&');
    if (!URL.canParse(plain, page)) return [];
    return tagAt(new URL(plain, page).href, presence, { nonce: null, integrity: null }) ?? [];
  });
}

function tagAt(
  address: string,
  presence: Presence,
  more: Pick<PageTag, 'nonce' | 'integrity'>,
): PageTag | null {
  const url = new URL(address);
  const [, folder = '', site = '', tag, hash = null] = PATH.exec(url.pathname) ?? [];
  if (tag === undefined) return null;
  return {
    ...{ tag: tag as Tag, presence, url: url.href, site, hash, ...more },
    gateway: `${url.origin}${folder}`,
    endpoint: tag === 'analytics' ? null : url.searchParams.get('endpoint'),
  };
}

/** Programs that add scripts to a page, by the address from which they come. */
const MANAGERS: [name: string, address: RegExp][] = [
  [
    'Google Tag Manager',
    /googletagmanager\.com\/(?:gtm|ns)\.(?:js|html)\?id=(GTM-[A-Z\d]+)|['"](GTM-[A-Z\d]{4,})['"]/,
  ],
  ['Adobe Launch', /assets\.adobedtm\.com\/\S*launch-(\w+)/],
  ['Tealium', /tags\.tiqcdn\.com\/utag\/(\S+?)\/utag/],
  ['Matomo Tag Manager', /\/container_(\w+)\.js/],
  ['Piwik PRO', /\.containers\.piwik\.pro\/()/],
];

/** Consent dialogues, by the address from which they come. */
const DIALOGUES: [name: string, address: RegExp][] = [
  ['Cookiebot', /consent\.cookiebot\.(?:com|eu)()/],
  ['OneTrust', /cdn\.cookielaw\.org|onetrust\.com()/],
  ['Usercentrics', /(?:app|web\.cmp)\.usercentrics\.eu()/],
  ['iubenda', /(?:cdn|cs)\.iubenda\.com()/],
  ['Didomi', /sdk\.privacy-center\.org()/],
  ['CookieYes', /cdn-cookieyes\.com()/],
  ['Complianz', /\/complianz-gdpr[\w-]*\/()/],
  ['Borlabs Cookie', /\/borlabs-cookie\/()/],
  ['Klaro', /\/klaro(?:\.min|-no-css)?\.js()/],
];

export type Program = { name: string; id: string };

/** Returns the programs on the page that may add our tags, where nobody sees them without running the page. */
export function managersOn(facts: PageFacts): Program[] {
  return programsOn(facts, MANAGERS);
}

/** Returns the consent dialogues on the page. */
export function dialoguesOn(facts: PageFacts): Program[] {
  return programsOn(facts, DIALOGUES);
}

function programsOn({ scripts }: PageFacts, programs: [name: string, address: RegExp][]): Program[] {
  const texts = scripts.flatMap(({ src, otherAddresses, code }) => [src ?? '', ...otherAddresses, code]);
  return programs.flatMap(([name, address]) => {
    const match = texts.map((text) => address.exec(text)).find(Boolean);
    return match ? [{ name, id: match[1] || match[2] || '' }] : [];
  });
}
