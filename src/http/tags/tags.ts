import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { diallingOf } from '../../domain/dialling.ts';
import type { Endpoint, Site } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { memoized } from '../../infra/cache.ts';
import { numberInQuery } from '../../kernel/query.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import type { AnalyticsConfig, CommunicationConfig } from '../../tags/config.ts';
import { scriptOf, sendScript } from './script.ts';
import { sharedDomains } from './shared-domains.ts';
import { changedSettings, type Tag, type TagConfig, tagScripts } from './tag-scripts.ts';

/** Pages show a changed site or endpoint within 300 seconds. */
const CACHE_BRIEFLY = 'max-age=300';
/** The name holds the hash of the content, so the content never changes. */
const CACHE_FOREVER = 'max-age=31536000, immutable';
/** Each a few hundred bytes. Reading a number in libphonenumber's tables takes a fifth of an answer. */
const MAX_DIALLINGS = 10_000;
const PINNED = /^(analytics|communication|combined)-([\w-]{16})\.js$/;

export type TagFolder = URL;

/** Returns the routes of the tags: their HTML, and their scripts with the configuration of site and endpoint. */
export function tagRoutes(directory: Directory, publicUrl: () => string, folder: TagFolder): Route[] {
  const tagOf = tagScripts(folder);
  const diallingFor = memoized(MAX_DIALLINGS, diallingOf);
  const numberElement = scriptOf(readFileSync(new URL('ringtrail-number.js', folder), 'utf8'));

  function siteOf(siteId: string): Site {
    const site = directory.get('sites', siteId);
    if (!site) throw new Problem('unknown_site', `There is no site ${siteId}.`);
    return site;
  }

  function siteAndEndpoint(siteId: string, endpointId: string): { site: Site; endpoint: Endpoint } {
    const site = siteOf(siteId);
    const endpoint = directory.endpointOf(siteId, endpointId);
    if (!endpoint) throw new Problem('unknown_endpoint', `The site has no endpoint ${endpointId}.`);
    return { site, endpoint };
  }

  /** Returns the member `domains` where the site's hosts share the visit. */
  function domainsOf({ origins, tags }: Site): { domains?: string[] } {
    const domains = tags?.sharedVisit === false ? [] : sharedDomains(origins);
    return domains.length > 0 ? { domains } : {};
  }

  function analyticsConfig(site: Site): AnalyticsConfig {
    const { consent, ga4 } = changedSettings(site.tags);
    return {
      api: publicUrl(),
      site: site.id,
      bucketing: site.bucketing,
      ...(consent && { consent }),
      ...(ga4 && { ga4 }),
      ...domainsOf(site),
    };
  }

  function communicationConfig(site: Site, endpoint: Endpoint): CommunicationConfig {
    const { consent: _, ga4: __, sharedVisit: ___, ...settings } = changedSettings(site.tags, endpoint.tags);
    return {
      api: publicUrl(),
      site: site.id,
      endpoint: endpoint.id,
      ...diallingFor(endpoint.number ?? ''),
      ...domainsOf(site),
      ...settings,
    };
  }

  function configOf(tag: Tag, siteId: string, endpointId: string): TagConfig {
    if (tag === 'analytics') return analyticsConfig(siteOf(siteId));
    const { site, endpoint } = siteAndEndpoint(siteId, endpointId);
    const communication = communicationConfig(site, endpoint);
    return tag === 'combined' ? { ...analyticsConfig(site), ...communication } : communication;
  }

  const siteParams = z.object({ site: z.string().max(64) });
  const endpointQuery = z.object({ endpoint: numberInQuery });
  const maybeEndpointQuery = z.object({ endpoint: numberInQuery.default('') });

  function serveScript(tag: Tag) {
    return route({
      method: 'get',
      path: `/tags/{site}/${tag}.js`,
      tag: 'Tags',
      summary: `Get the script of the ${tag} tag`,
      scope: null,
      isForPages: true,
      params: siteParams,
      query: tag === 'analytics' ? maybeEndpointQuery : endpointQuery,
      answers: scriptAnswer,
      handle: ({ params, query }, { headers }) =>
        sendScript(tagOf(tag, configOf(tag, params.site, query.endpoint)), CACHE_BRIEFLY, headers),
    });
  }

  return [
    route({
      method: 'get',
      path: '/v1/tags',
      tag: 'Tags',
      summary: 'Get the HTML of the tags for a site and an endpoint',
      scope: null,
      isForPages: true,
      query: endpointQuery.extend({ site: z.string().max(64) }),
      answers: { 200: { description: 'The HTML for the page', schema: tagsSchema } },
      handle: ({ query }) => {
        const { site, endpoint } = siteAndEndpoint(query.site, query.endpoint);
        const base = `${publicUrl()}/tags/${site.id}`;
        const ofEndpoint = `?endpoint=${endpoint.id}`;
        const preconnect = `<link rel="preconnect" href="${new URL(base).origin}" crossorigin>`;
        const analytics = `<script async src="${base}/analytics.js"></script>`;
        const communication = `<script async src="${base}/communication.js${ofEndpoint}"></script>`;
        const { hash, integrity } = tagOf('combined', configOf('combined', site.id, endpoint.id));
        return {
          status: 200,
          body: {
            analytics,
            communication,
            snippet: `${preconnect}\n${analytics}\n${communication}`,
            combined: `${preconnect}\n<script async src="${base}/combined.js${ofEndpoint}"></script>`,
            pinned: `${preconnect}\n<script async src="${base}/combined-${hash}.js${ofEndpoint}" integrity="${integrity}" crossorigin></script>`,
          },
        };
      },
    }),
    serveScript('analytics'),
    serveScript('communication'),
    serveScript('combined'),
    route({
      method: 'get',
      path: '/tags/ringtrail-number.js',
      tag: 'Tags',
      summary: 'Get the script of the element <ringtrail-number>',
      scope: null,
      isForPages: true,
      answers: scriptAnswer,
      handle: (_input, { headers }) => sendScript(numberElement, CACHE_BRIEFLY, headers),
    }),
    route({
      method: 'get',
      path: '/tags/{site}/{script}',
      tag: 'Tags',
      summary: 'Get the script of a tag by the hash of its content, for pages that pin it',
      scope: null,
      isForPages: true,
      params: siteParams.extend({ script: z.string().max(64) }),
      query: maybeEndpointQuery,
      answers: scriptAnswer,
      handle: ({ params, query }, { headers }) => {
        const [, tag, hash] = PINNED.exec(params.script) ?? [];
        if (!tag) throw new Problem('not_found', `There is no script ${params.script}.`);
        const script = tagOf(tag as Tag, configOf(tag as Tag, params.site, query.endpoint));
        if (script.hash === hash) return sendScript(script, CACHE_FOREVER, headers);
        throw new Problem('not_found', 'The script has changed. Get the new snippet from /v1/tags.');
      },
    }),
  ];
}

const scriptAnswer = {
  200: { description: 'The script', schema: z.string(), contentType: 'text/javascript' },
  304: { description: 'The browser has the script', schema: null },
};

const tagsSchema = z.object({
  analytics: z.string(),
  communication: z.string(),
  snippet: z.string().meta({ description: 'Both tags, with a hint to connect to the gateway early' }),
  combined: z.string().meta({ description: 'Both tags in one script' }),
  pinned: z.string().meta({
    description:
      'Both tags in one script that is pinned to its current content. After a change of a setting or of Ringtrail, the page needs the new snippet. Until then it shows its own number.',
  }),
});
