import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Endpoint, Site } from '../../domain/model.ts';
import { callingCodeOf } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import type { Directory } from '../../registry/port.ts';
import type { AnalyticsConfig, CombinedConfig, CommunicationConfig } from '../../tags/config.ts';
import { numberInQuery } from '../query.ts';
import { type Route, route } from '../route.ts';

const PLACEHOLDER = /(['"`])__RINGTRAIL_CONFIG__\1/;
const TAGS = ['analytics', 'communication', 'combined'] as const;
type Tag = (typeof TAGS)[number];

/** A changed site or endpoint shows on pages within these seconds. */
const MAX_AGE_SECONDS = 300;

export type TagFolder = URL;

/** The two tags: their HTML on request, and their scripts with the site and the endpoint written in. */
export function tagRoutes(directory: Directory, publicUrl: () => string, folder: TagFolder): Route[] {
  const sources = Object.fromEntries(
    TAGS.map((tag) => [tag, readFileSync(new URL(`${tag}.js`, folder), 'utf8')]),
  ) as Record<Tag, string>;

  function siteAndEndpoint(siteId: string, endpointId: string): { site: Site; endpoint: Endpoint } {
    const site = directory.get('sites', siteId);
    if (!site) throw new Problem('unknown_site', `There is no site ${siteId}.`);
    const endpoint = directory.endpointOf(siteId, endpointId);
    if (!endpoint) throw new Problem('unknown_endpoint', `The site has no endpoint ${endpointId}.`);
    return { site, endpoint };
  }

  function analyticsConfig(site: Site): AnalyticsConfig {
    return { api: publicUrl(), site: site.id, bucketing: site.bucketing };
  }

  function communicationConfig(site: Site, endpoint: Endpoint): CommunicationConfig {
    const number = endpoint.number ?? '';
    const callingCode = callingCodeOf(number);
    const national = number.slice(1 + callingCode.length);
    return { api: publicUrl(), site: site.id, endpoint: endpoint.id, number, callingCode, national };
  }

  function script(tag: Tag, config: AnalyticsConfig | CommunicationConfig | CombinedConfig): string {
    return sources[tag].replace(PLACEHOLDER, () => JSON.stringify(config));
  }

  const siteParams = z.object({ site: z.string().max(64) });
  const endpointQuery = z.object({ endpoint: numberInQuery });
  const scriptAnswer = {
    200: { description: 'The script', schema: z.string(), contentType: 'text/javascript' },
  };

  function serveScript(
    tag: Tag,
    configFor: (siteId: string, endpointId: string) => AnalyticsConfig | CommunicationConfig,
  ) {
    return route({
      method: 'get',
      path: `/tags/{site}/${tag}.js`,
      tag: 'Tags',
      summary: `The ${tag} tag's script`,
      scope: null,
      params: siteParams,
      query: tag === 'analytics' ? z.object({ endpoint: z.string().max(64).default('') }) : endpointQuery,
      answers: scriptAnswer,
      handle: ({ params, query }) => ({
        status: 200,
        text: script(tag, configFor(params.site, query.endpoint)),
        headers: {
          'Content-Type': 'text/javascript; charset=utf-8',
          'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}`,
          'Cross-Origin-Resource-Policy': 'cross-origin',
          'Access-Control-Allow-Origin': '*',
        },
      }),
    });
  }

  return [
    route({
      method: 'get',
      path: '/v1/tags',
      tag: 'Tags',
      summary: "The tags' HTML for a site and an endpoint",
      scope: null,
      query: endpointQuery.extend({ site: z.string().max(64) }),
      answers: {
        200: {
          description: 'HTML for the page; snippet is both',
          schema: z.object({ analytics: z.string(), communication: z.string(), snippet: z.string() }),
        },
      },
      handle: ({ query }) => {
        const { site, endpoint } = siteAndEndpoint(query.site, query.endpoint);
        const base = `${publicUrl()}/tags/${site.id}`;
        const analytics = `<script async src="${base}/analytics.js"></script>`;
        const communication = `<script async src="${base}/communication.js?endpoint=${endpoint.id}"></script>`;
        return { status: 200, body: { analytics, communication, snippet: `${analytics}\n${communication}` } };
      },
    }),
    serveScript('analytics', (siteId) => {
      const site = directory.get('sites', siteId);
      if (!site) throw new Problem('unknown_site', `There is no site ${siteId}.`);
      return analyticsConfig(site);
    }),
    serveScript('communication', (siteId, endpointId) => {
      const { site, endpoint } = siteAndEndpoint(siteId, endpointId);
      return communicationConfig(site, endpoint);
    }),
    serveScript('combined', (siteId, endpointId) => {
      const { site, endpoint } = siteAndEndpoint(siteId, endpointId);
      return { ...analyticsConfig(site), ...communicationConfig(site, endpoint) };
    }),
  ];
}
