/** Judges a page: what keeps it from showing numbers of its visitors, and what to do. */
import type { Endpoint, Site } from '../../domain/model.ts';
import { allowsOrigin } from '../../domain/origin.ts';
import type { Preview } from '../../tags/spots.ts';
import { policyAgainstRequests, policyAgainstScript } from './csp.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import type { PageFacts } from './page-facts.ts';
import { dialoguesOn, managersOn, type PageTag, type Program } from './page-tags.ts';

/** The site to which the page should belong. */
export type Expected = {
  site: Site;
  /** The endpoints that are looked for, with what the search for their numbers found. */
  endpoints: readonly { endpoint: Endpoint; preview: Preview }[];
  /** All endpoints of the site. */
  all: readonly Endpoint[];
  /** The base URLs of this gateway. */
  gateways: readonly string[];
  /** Returns the hash and the integrity of a tag's script as it is now. */
  scriptOf: (tag: PageTag) => { hash: string; integrity: string };
  /** Returns the name of another site that the reader may see. */
  siteName: (id: string) => string | null;
};

/** The page under check: its address, its policies from headers and elements, and its tags. */
export type CheckedPage = {
  url: string;
  facts: PageFacts;
  policies: readonly string[];
  tags: readonly PageTag[];
};

/** A page with less text is written by its scripts. */
const MIN_TEXT_CHARS = 200;

/** Returns the faults and the facts worth knowing, in the order of the page's own way: its address, tags, policies, numbers. */
export function findingsOf(page: CheckedPage, expected: Expected): Finding[] {
  const own = page.tags.filter((tag) => isOwn(tag, expected));
  const loaded = own.filter(({ presence }) => presence === 'loaded' || presence === 'in_script');
  return [
    ...originFindings(page.url, expected.site),
    ...strangeTags(page, expected),
    ...heldTags(own, loaded),
    ...missingTags(page, expected, own, loaded),
    ...doubledTags(loaded),
    ...staleTags(loaded, expected),
    ...policyFindings(page, loaded, expected),
    ...numberFindings(page, expected, loaded),
    ...consentFindings(page, expected.site),
  ];
}

function isOwn({ gateway, site, endpoint, tag }: PageTag, { gateways, site: own, all }: Expected): boolean {
  return (
    gateways.includes(gateway) &&
    site === own.id &&
    (tag === 'analytics' || all.some(({ id }) => id === endpoint))
  );
}

function originFindings(url: string, { origins }: Site): Finding[] {
  const { origin } = new URL(url);
  if (allowsOrigin(origins, origin)) return [];
  const similar = origins.find((one) => bareHost(one) === bareHost(origin));
  return [
    similar
      ? finding('origin_differs', { origin, listed: similar })
      : finding('origin_not_listed', { origin, listed: origins.join(', ') }),
  ];
}

/** Two origins with the same one differ by www, scheme or port. */
function bareHost(origin: string): string {
  return new URL(origin).hostname.replace(/^www\./, '');
}

/** Tags of another gateway, another site, or an endpoint that the site does not have. */
function strangeTags({ tags }: CheckedPage, { gateways, site, all, siteName }: Expected): Finding[] {
  return unique(
    tags.flatMap((tag) => {
      if (!gateways.includes(tag.gateway))
        return finding('tag_of_other_gateway', { address: tag.gateway, gateway: gateways[0] ?? '' });
      if (tag.site !== site.id)
        return finding('tag_of_other_site', { other: siteName(tag.site) ?? tag.site, site: site.name });
      if (tag.tag !== 'analytics' && !all.some(({ id }) => id === tag.endpoint))
        return finding('tag_of_unknown_endpoint', { endpoint: tag.endpoint ?? '' });
      return [];
    }),
  );
}

/** Tags that the browser does not load: a consent manager holds them back, or they are in a comment. */
function heldTags(own: readonly PageTag[], loaded: readonly PageTag[]): Finding[] {
  const codes: Partial<Record<PageTag['presence'], FindingCode>> = {
    blocked: 'tag_blocked',
    commented: 'tag_in_comment',
    in_script: 'tag_in_script',
  };
  return unique(
    own.flatMap(({ presence, tag, endpoint }) => {
      const code = codes[presence];
      const isThereToo = loaded.some(
        (one) => one.presence === 'loaded' && one.tag === tag && one.endpoint === endpoint,
      );
      return code && !isThereToo ? finding(code, {}) : [];
    }),
  );
}

function missingTags(
  { facts }: CheckedPage,
  { endpoints }: Expected,
  own: readonly PageTag[],
  loaded: readonly PageTag[],
): Finding[] {
  const managers = managersOn(facts);
  if (own.length === 0) {
    return managers.length > 0
      ? managers.map((manager) => finding('tag_manager', { name: named(manager) }))
      : [finding('tag_missing', {})];
  }
  const hasAnalytics = own.some(({ tag }) => tag !== 'communication');
  const withNumber = endpoints.filter(({ preview }) => preview.changing > 0);
  const without = withNumber.filter(
    ({ endpoint }) => !own.some((tag) => tag.endpoint === endpoint.id && tag.tag !== 'analytics'),
  );
  const hasCommunication = own.some(({ tag }) => tag !== 'analytics');
  return [
    ...(hasAnalytics ? [] : [finding('analytics_missing', {})]),
    ...(hasCommunication ? [] : [finding('communication_missing', {})]),
    ...(hasCommunication ? without.map(({ endpoint }) => finding('endpoint_without_tag', of(endpoint))) : []),
    ...(loaded.length === 0 && managers.length > 0
      ? managers.map((manager) => finding('tag_manager', { name: named(manager) }))
      : []),
  ];
}

function named({ name, id }: Program): string {
  return id ? `${name} (${id})` : name;
}

/** Two tags for one endpoint, or two analytics tags. */
function doubledTags(loaded: readonly PageTag[]): Finding[] {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { tag, endpoint } of loaded) {
    if (tag !== 'communication') count('analytics');
    if (tag !== 'analytics') count(`endpoint ${endpoint}`);
  }
  // Each endpoint of a page may have the script that is both tags.
  const endpoints = [...counts].filter(([key, times]) => key !== 'analytics' && times > 1);
  const analytics = loaded.filter(({ tag }) => tag === 'analytics').length;
  return endpoints.length > 0 || analytics > 1 ? [finding('tag_twice', {})] : [];
}

function staleTags(loaded: readonly PageTag[], { scriptOf }: Expected): Finding[] {
  const stale = loaded.filter((tag) => {
    const now = scriptOf(tag);
    const hashes = (tag.integrity ?? '').split(/\s+/).filter(Boolean);
    return (
      (tag.hash !== null && tag.hash !== now.hash) || (hashes.length > 0 && !hashes.includes(now.integrity))
    );
  });
  return stale.length > 0 ? [finding('tag_stale', {})] : [];
}

function policyFindings(
  { url, policies }: CheckedPage,
  loaded: readonly PageTag[],
  { gateways }: Expected,
): Finding[] {
  const gateway = loaded[0]?.gateway ?? gateways[0] ?? '';
  const scripts =
    loaded.length > 0 ? loaded : [{ url: `${gateway}/tags/site/combined.js`, nonce: null, integrity: null }];
  const { origin } = new URL(gateway);
  const againstScript = scripts.map((script) => policyAgainstScript(policies, url, script)).find(Boolean);
  const againstRequests = policyAgainstRequests(policies, url, `${gateway}/v1/allocations`);
  return [
    ...(againstScript ? [finding('csp_forbids_script', { policy: againstScript, gateway: origin })] : []),
    ...(againstRequests
      ? [finding('csp_forbids_requests', { policy: againstRequests, gateway: origin })]
      : []),
    ...(isMixed(url, gateway) ? [finding('gateway_without_https', { gateway })] : []),
  ];
}

/** A page by https loads nothing by http. A browser makes an exception for its own machine. */
function isMixed(page: string, gateway: string): boolean {
  const { protocol, hostname } = new URL(gateway);
  const isOwnMachine = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return page.startsWith('https:') && protocol === 'http:' && !isOwnMachine;
}

function numberFindings(
  { facts }: CheckedPage,
  { endpoints }: Expected,
  loaded: readonly PageTag[],
): Finding[] {
  const isOnPage = (id: string) =>
    loaded.some(({ endpoint }) => endpoint === id) || facts.numberElements.includes(id);
  const found = endpoints.filter(({ preview }) => preview.changing > 0);
  return endpoints.flatMap(({ endpoint, preview }) => {
    if (preview.changing > 0 || facts.numberElements.includes(endpoint.id)) return [];
    // Of several endpoints a page shows those that it has a tag for.
    if (endpoints.length > 1 && !isOnPage(endpoint.id) && found.length > 0) return [];
    if (preview.unchanged.length > 0) return finding('number_left_alone', of(endpoint));
    const code = facts.textChars < MIN_TEXT_CHARS ? 'number_not_in_source' : 'number_absent';
    return finding(code, of(endpoint));
  });
}

function of({ name, number }: Endpoint): { endpoint: string; number: string } {
  return { endpoint: name, number: number ?? '' };
}

function consentFindings({ facts }: CheckedPage, { tags }: Site): Finding[] {
  if (tags?.consent === 'required') return [finding('consent_required', {})];
  const [dialogue] = dialoguesOn(facts);
  return dialogue ? [finding('consent_assumed', { name: dialogue.name })] : [];
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((one) => [`${one.code} ${JSON.stringify(one.facts)}`, one]));
  return [...seen.values()];
}
