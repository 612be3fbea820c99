import { diallingOf } from '../../domain/dialling.ts';
import type { Endpoint, Site } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { memoized } from '../../infra/cache.ts';
import type { Directory } from '../../registry/port.ts';
import type { AnalyticsConfig, CommunicationConfig } from '../../tags/config.ts';
import type { TagScript } from './script.ts';
import { sharedDomains } from './shared-domains.ts';
import { changedSettings, type Tag, type TagConfig, tagScripts } from './tag-scripts.ts';

/** Each a few hundred bytes. Reading a number in libphonenumber's tables takes a fifth of an answer. */
const MAX_DIALLINGS = 10_000;

export type SiteTags = ReturnType<typeof siteTags>;

/** Returns the functions that find a site with its endpoint, and make its tags. Those that take ids throw `Problem` for unknown ones. */
export function siteTags(directory: Directory, publicUrl: () => string, folder: URL) {
  const tagOf = tagScripts(folder);
  const diallingFor = memoized(MAX_DIALLINGS, diallingOf);

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

  return {
    siteAndEndpoint,
    communicationConfig,
    scriptOf: (tag: Tag, siteId: string, endpointId: string): TagScript =>
      tagOf(tag, configOf(tag, siteId, endpointId)),
  };
}
