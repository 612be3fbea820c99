/** The findings of a check, each with its level and its words. The console has the same words in other languages. */

export const LEVELS = ['error', 'warning', 'note'] as const;
export type Level = (typeof LEVELS)[number];

type Words = { level: Level; detail: string };

/** `{name}` stands for a fact of the finding. */
const FINDINGS = {
  page_refused: {
    level: 'error',
    detail:
      'The gateway may not open this address: {reason} Paste the HTML of the page instead, or set DELIVERY_PRIVATE_NETWORKS=on for pages of your own network.',
  },
  page_unreachable: {
    level: 'error',
    detail: 'The page did not open: {reason} Check the address, or paste the HTML of the page.',
  },
  page_status: {
    level: 'error',
    detail:
      'The server answered with status {status} in place of the page. Open the address in your browser. If it works there, paste the HTML of the page.',
  },
  page_not_html: {
    level: 'error',
    detail: 'The address leads to {type}, which is not a web page. Enter the address of a page.',
  },
  page_unreadable: {
    level: 'error',
    detail: 'The page took too long to read. Try a smaller page of the site.',
  },
  page_cut: {
    level: 'note',
    detail: 'The page is long. The check read its first 2 MB.',
  },
  redirected: {
    level: 'note',
    detail: 'The address redirects to {to}. The check read that page.',
  },
  origin_differs: {
    level: 'error',
    detail:
      'Pages of {origin} get no number: the site has {listed}. To a browser these are two addresses. Add {origin} to the addresses of the site.',
  },
  origin_not_listed: {
    level: 'error',
    detail:
      'Pages of {origin} get no number: the site has {listed}. Add {origin} to the addresses of the site, if it is yours.',
  },
  tag_of_other_gateway: {
    level: 'error',
    detail: 'The page has a tag of another gateway, {address}. Replace it by the code for {gateway}.',
  },
  tag_of_other_site: {
    level: 'error',
    detail: 'The page has the tag of another site, {other}. Replace it by the code of {site}.',
  },
  tag_of_unknown_endpoint: {
    level: 'error',
    detail:
      'The tag names the endpoint {endpoint}, which the site does not have, so it does not load. Copy the code again.',
  },
  tag_blocked: {
    level: 'warning',
    detail:
      'A consent manager holds the tag back: its script element has another type, or no src. Visitors see the page’s own number until they consent. The tag stores nothing without consent, so you can let it load at once.',
  },
  tag_in_comment: {
    level: 'error',
    detail: 'The tag is inside a comment of the HTML, so no browser loads it. Remove the comment’s signs.',
  },
  tag_in_script: {
    level: 'note',
    detail:
      'A script of the page adds the tag. The check runs no scripts, so it cannot see whether that works. Open the page to find out.',
  },
  tag_manager: {
    level: 'warning',
    detail:
      'The page itself has no tag, but it has {name}. The check cannot see inside it. Open the page: if a visitor appears, the tag is there.',
  },
  tag_missing: {
    level: 'error',
    detail: 'The page has no tag. Paste the code before </head>, publish the page, and empty its cache.',
  },
  analytics_missing: {
    level: 'error',
    detail:
      'The page has the communication tag, but not the analytics tag, so it never asks for a number. Add the analytics tag, or use the code that is both.',
  },
  communication_missing: {
    level: 'error',
    detail:
      'The page has the analytics tag, but not the communication tag, so it replaces no number. Add the communication tag, or use the code that is both.',
  },
  endpoint_without_tag: {
    level: 'error',
    detail:
      'The page shows the number of {endpoint}, {number}, but has no tag of it. Add the code of this endpoint too.',
  },
  tag_twice: {
    level: 'warning',
    detail: 'The page has a tag more than once. Leave one, so that the page loads faster.',
  },
  tag_stale: {
    level: 'error',
    detail:
      'The code is pinned to a former version of the tag, which no longer loads. Copy the code again. The code without a hash needs no such change.',
  },
  csp_forbids_script: {
    level: 'error',
    detail:
      'The content security policy of the page forbids the tag: {policy}. Add {gateway} to script-src, or give the script element the nonce of the page.',
  },
  csp_forbids_requests: {
    level: 'error',
    detail:
      'The content security policy of the page forbids the tag’s requests: {policy}. Add {gateway} to connect-src.',
  },
  gateway_without_https: {
    level: 'error',
    detail:
      'The page is served by https, and the gateway by http: {gateway}. Browsers block that. Serve the gateway by https, and set PUBLIC_URL.',
  },
  number_absent: {
    level: 'error',
    detail:
      'The page does not show the number of {endpoint}, {number}. Compare it with the page, or check a page that shows it. A number in a picture cannot be replaced.',
  },
  number_not_in_source: {
    level: 'warning',
    detail:
      'The source of the page has hardly any text: scripts write it in the browser. The tag replaces {number} there too, but the check cannot see it.',
  },
  number_left_alone: {
    level: 'error',
    detail:
      'The page has {number} only in places that the tag leaves alone. They are listed below with the reason.',
  },
  consent_required: {
    level: 'note',
    detail:
      'The site requires consent. Until a visitor consents, all visitors of one source see the same number.',
  },
  consent_assumed: {
    level: 'note',
    detail:
      'The page has a consent dialogue, {name}, and the site assumes consent until the visitor decides. If the law where you are asks for consent first, set `consent` to `required`.',
  },
} as const satisfies Record<string, Words>;

export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]];

export type Finding = { code: FindingCode; level: Level; detail: string; facts: Record<string, string> };

/** Returns the finding with its facts in its words. */
export function finding(code: FindingCode, facts: Record<string, string>): Finding {
  const { level, detail } = FINDINGS[code];
  return { code, level, facts, detail: detail.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '') };
}
