import type { Sender } from '../../domain/holder.ts';
import type { Endpoint, Site } from '../../domain/model.ts';
import { nationalFormat } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { Read } from '../../infra/outgoing.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';
import type { Preview } from '../../tags/spots.ts';
import type { SiteTags } from '../tags/site-tags.ts';
import { type Finding, finding } from './finding.ts';
import { findingsOf } from './findings.ts';
import { type OpenedPage, openPage, type Page } from './open-page.ts';
import { type PageTag, tagsOn } from './page-tags.ts';
import { readPage } from './read-page.ts';

/** A page shows few endpoints, and each needs a search of its own. */
export const MAX_ENDPOINTS = 10;
/** An example where the pool has no number. Nobody has this one. */
const NO_NUMBER = '+12025550100';

export type CheckOptions = {
  directory: Directory;
  tags: SiteTags;
  read: Read;
  /** The base URLs of this gateway. */
  gateways: readonly string[];
  /** The URL of the bundle with the tags' own search. */
  searchUrl: string;
};

export type CheckRequest = {
  url?: string | undefined;
  endpoint?: string | undefined;
  html?: string | undefined;
};

/** The result for one endpoint: what the tags would change on the page, and what not. */
export type CheckedEndpoint = Preview & { endpoint: string; number: string };

export type InstallationCheck = {
  url: string;
  /** Whether no finding is an error. */
  ok: boolean;
  findings: Finding[];
  tags: Pick<PageTag, 'tag' | 'presence' | 'url'>[];
  endpoints: CheckedEndpoint[];
};

/** Returns the function that checks whether a page of a site has its tags, and what they would change. It rejects with `Problem`. */
export function createCheck({ directory, tags, read, gateways, searchUrl }: CheckOptions) {
  return async (site: Site, request: CheckRequest, sender: Sender): Promise<InstallationCheck> => {
    const endpoints = endpointsOf(site, request.endpoint);
    const address = request.url ?? site.origins.find((origin) => !origin.includes('*'));
    if (address === undefined) throw missing('/url', 'is needed: the site has no address without a wildcard');
    const opened = request.html === undefined ? await openPage(read, address) : pasted(request.html, address);
    if (opened.type !== 'page') return failed(opened.url, unopened(opened));
    const { page } = opened;
    const facts = await readPage({
      ...{ bytes: page.bytes, contentType: page.contentType, url: page.url, searchUrl },
      previewed: endpoints.map((endpoint) => previewed(site, endpoint)),
    });
    if (facts === null) return failed(page.url, finding('page_unreadable', {}));

    // A tag may name its endpoint by the number.
    const pageTags = tagsOn(facts, page.url).map((tag) => ({
      ...tag,
      endpoint: directory.endpointOf(site.id, tag.endpoint ?? '')?.id ?? tag.endpoint,
    }));
    const previews = endpoints.flatMap((endpoint, i) => {
      const preview = facts.previews[i];
      return preview ? [{ endpoint, preview }] : [];
    });
    const records = new VisibleRecords(directory, sender.reach);
    const findings = [
      ...openingFindings(page, address),
      ...findingsOf(
        { url: page.url, facts, policies: [...page.policies, ...facts.policies], tags: pageTags },
        {
          ...{ site, endpoints: previews, all: directory.endpointsOf(site.id), gateways },
          scriptOf: ({ tag, endpoint }) => tags.scriptOf(tag, site.id, endpoint ?? ''),
          siteName: (id) => records.find('sites', id)?.name ?? null,
        },
      ),
    ];
    return {
      url: page.url,
      ok: findings.every(({ level }) => level !== 'error'),
      findings,
      tags: pageTags.map(({ tag, presence, url }) => ({ tag, presence, url })),
      endpoints: previews.map(({ endpoint, preview }) => ({
        ...{ endpoint: endpoint.id, number: endpoint.number ?? '', ...preview },
      })),
    };
  };

  /** Returns the endpoints to look for. One with a SIP address alone has no number that a page could show. */
  function endpointsOf(site: Site, id: string | undefined): Endpoint[] {
    const all = directory.endpointsOf(site.id);
    const named = id === undefined ? all : all.filter((endpoint) => endpoint.id === id);
    if (id !== undefined && named.length === 0) throw missing('/endpoint', 'is no endpoint of the site');
    return named.filter(({ number }) => number !== null).slice(0, MAX_ENDPOINTS);
  }

  function previewed(site: Site, endpoint: Endpoint) {
    const number = directory.someNumberOf(site.pool)?.number ?? NO_NUMBER;
    return {
      config: tags.communicationConfig(site, endpoint),
      example: { number, national: nationalFormat(number) },
    };
  }
}

function missing(pointer: string, detail: string): Problem {
  return new Problem('unknown_reference', `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}

function pasted(html: string, url: string): { type: 'page'; page: Page } {
  const bytes = new TextEncoder().encode(html);
  return {
    type: 'page',
    page: { url, bytes, contentType: 'text/html; charset=utf-8', policies: [], isCut: false },
  };
}

function failed(url: string, ...findings: Finding[]): InstallationCheck {
  return { url, ok: false, findings, tags: [], endpoints: [] };
}

function unopened(opened: Exclude<OpenedPage, { type: 'page' }>): Finding {
  switch (opened.type) {
    case 'refused':
      return finding('page_refused', { reason: opened.detail });
    case 'bad_status':
      return finding('page_status', { status: String(opened.status) });
    case 'not_html':
      return finding('page_not_html', { type: opened.contentType || 'something without a type' });
    default:
      return finding('page_unreachable', { reason: opened.detail.replace(/[^.]$/, '$&.') });
  }
}

function openingFindings({ url, isCut }: Page, address: string): Finding[] {
  return [
    ...(new URL(url).href === new URL(address).href ? [] : [finding('redirected', { to: url })]),
    ...(isCut ? [finding('page_cut', {})] : []),
  ];
}
