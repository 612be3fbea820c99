import type { Load } from './http-load.ts';
import { ENDPOINT_NUMBER } from './provider.ts';
import { incoming, newSid, signed, VOICE_PATH } from './webhooks.ts';

/** Requests of one kind, and the check of their answers. */
export type Traffic = Pick<Load, 'next' | 'check'>;
/** The ids of a provider that `setUpProvider` has set up. */
export type SetUp = { provider: string; pool: string; site: string; endpoint: string };

type AllocationBody = { number: string | null; keyedBy: string; link: string | null };

let sessions = 0;

/** Requests a number for one new session after the other. Collects the links in `links`. */
export function newSessions(of: SetUp): Traffic & { links: string[] } {
  const links: string[] = [];
  const numbers = new Set<string>();
  return {
    links,
    next: () => ({ path: '/v1/allocations', body: askBody(newSession(), 'google', of) }),
    check: (status, text) => {
      const { number, keyedBy, link } = JSON.parse(text) as AllocationBody;
      expect(status === 200 && keyedBy === 'session' && number !== null && link !== null, text);
      expect(!numbers.has(number ?? ''), `${number} was allocated twice`);
      numbers.add(number ?? '');
      links.push(link ?? '');
    },
  };
}

/** Renews the links in turn. */
export function renewals(links: string[]): Traffic {
  let i = 0;
  return {
    next: () => ({ path: `/v1/links/${links[i++ % links.length]}/renewals`, body: '{}' }),
    check: (status, text, path) => {
      const { link } = JSON.parse(text) as AllocationBody;
      expect(status === 200 && path.includes(link ?? '-'), text);
    },
  };
}

/** Requests a number for new sessions of 50 buckets. */
export function bucketHits(of: SetUp): Traffic {
  const numbers = new Map<string, string>();
  let i = 0;
  return {
    next: () => {
      const source = `source-${i++ % 50}`;
      return { path: `/v1/allocations?${source}`, body: askBody(newSession(), source, of) };
    },
    check: (status, text, path) => {
      const { number, keyedBy } = JSON.parse(text) as AllocationBody;
      expect(status === 200 && keyedBy === 'bucket' && number !== null, text);
      expect((numbers.get(path) ?? number) === number, `${path} has two numbers`);
      numbers.set(path, number ?? '');
    },
  };
}

/** Sends signed calls of one caller to the numbers in turn. */
export function calls(to: readonly string[]): Traffic {
  let i = 0;
  return {
    next: () => signed(VOICE_PATH, incoming(newSid(), '+13125550100', to[i++ % to.length] ?? '')),
    check: (status, body) =>
      expect(
        status === 200 && body.includes(`>${ENDPOINT_NUMBER}</Number></Dial></Response>`),
        `${status} ${body}`,
      ),
  };
}

/** Requests the HTML of the tags. */
export function tagsHtml({ site, endpoint }: SetUp): Traffic {
  return {
    next: () => ({ method: 'GET', path: `/v1/tags?site=${site}&endpoint=${endpoint}`, body: '' }),
    check: (status, text) => expect(status === 200 && text.includes('"combined":'), text),
  };
}

/** Requests the combined tag's script, as browsers do. */
export function tagScript({ site, endpoint }: SetUp): Traffic {
  const headers = { 'Accept-Encoding': 'gzip, deflate, br' };
  return {
    next: () => ({
      method: 'GET',
      path: `/tags/${site}/combined.js?endpoint=${endpoint}`,
      body: '',
      headers,
    }),
    check: (status, text) => expect(status === 200 && text.length > 1000, text),
  };
}

/** Makes the body of a page's request for a number. */
export function askBody(
  session: string,
  source: string,
  { site, endpoint }: Pick<SetUp, 'site' | 'endpoint'>,
): string {
  return JSON.stringify({
    endpoint,
    site,
    session,
    bucket: { source, medium: 'cpc' },
    context: {
      page: 'https://www.example.com/landing',
      visitor: 'visitor-0123456789',
      values: { source, medium: 'cpc' },
    },
  });
}

export function newSession(): string {
  sessions += 1;
  return `7b0e6a52-3c1d-4e8f-9a2b-${String(sessions).padStart(12, '0')}`;
}

/** Throws for a wrong answer. */
export function expect(condition: boolean, answer: string): void {
  if (!condition) throw new Error(`a wrong answer: ${answer}`);
}
