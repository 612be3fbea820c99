import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { numberInQuery } from '../../kernel/query.ts';
import { type Route, route } from '../../kernel/route.ts';
import { scriptOf, sendScript } from './script.ts';
import type { SiteTags } from './site-tags.ts';
import type { Tag } from './tag-scripts.ts';

/** Pages show a changed site or endpoint within 300 seconds. */
const CACHE_BRIEFLY = 'max-age=300';
/** The name holds the hash of the content, so the content never changes. */
const CACHE_FOREVER = 'max-age=31536000, immutable';
const PINNED = /^(analytics|communication|combined)-([\w-]{16})\.js$/;

/** Returns the routes of the tags: their HTML, and their scripts with the configuration of site and endpoint. */
export function tagRoutes(
  { siteAndEndpoint, scriptOf: tagScript }: SiteTags,
  publicUrl: () => string,
  folder: URL,
): Route[] {
  const numberElement = scriptOf(readFileSync(new URL('ringtrail-number.js', folder), 'utf8'));

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
      isHot: true,
      isForPages: true,
      params: siteParams,
      query: tag === 'analytics' ? maybeEndpointQuery : endpointQuery,
      answers: scriptAnswer,
      handle: ({ params, query }, { headers }) =>
        sendScript(tagScript(tag, params.site, query.endpoint), CACHE_BRIEFLY, headers),
    });
  }

  return [
    route({
      method: 'get',
      path: '/v1/tags',
      tag: 'Tags',
      summary: 'Get the HTML of the tags for a site and an endpoint',
      scope: null,
      isHot: true,
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
        const { hash, integrity } = tagScript('combined', site.id, endpoint.id);
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
      isHot: true,
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
      isHot: true,
      isForPages: true,
      params: siteParams.extend({ script: z.string().max(64) }),
      query: maybeEndpointQuery,
      answers: scriptAnswer,
      handle: ({ params, query }, { headers }) => {
        const [, tag, hash] = PINNED.exec(params.script) ?? [];
        if (!tag) throw new Problem('not_found', `There is no script ${params.script}.`);
        const script = tagScript(tag as Tag, params.site, query.endpoint);
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
