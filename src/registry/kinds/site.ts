import type { Endpoint, Site } from '../../domain/model.ts';
import { wildcardDomain } from '../../domain/origin.ts';
import { misfit } from '../../domain/problem.ts';
import { siteRecord } from '../../domain/records/site.ts';
import { withFormerSlug, withSlug } from '../../domain/with-slug.ts';
import { registrableDomain } from '../../infra/registrable-domain.ts';
import { checkOwner, referred } from '../references.ts';
import { checkEndpointRules, newEndpoint } from './endpoint.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

export function siteRules(context: RulesContext): KindRules<'sites'> {
  const { directory, visible, add, now } = context;

  /** Throws for a wildcard below a public suffix: it would allow the sites of strangers. */
  function check({ origins }: Pick<Site, 'origins'>): void {
    const errors = origins.flatMap((origin, i) => {
      const domain = wildcardDomain(origin);
      if (domain === null || registrableDomain(domain) !== null) return [];
      return [{ pointer: `/origins/${i}`, detail: `${origin} would allow the sites of other owners` }];
    });
    if (errors.length > 0) throw misfit(errors);
  }

  return {
    check,
    keepSlug: (former, changed) => withFormerSlug(former, changed, directory.sitesOf(former.provider)),

    async create({ endpoints: requestedEndpoints, ...request }) {
      check(request);
      referred(visible, 'providers', request.provider, '/provider');
      checkOwner(request.provider, referred(visible, 'pools', request.pool, '/pool'), '/pool');
      const site = withSlug<Site>(siteRecord.begin(request, now()), directory.sitesOf(request.provider));
      const endpoints: Endpoint[] = [];
      for (const [i, endpoint] of requestedEndpoints.entries())
        endpoints.push(newEndpoint(context, site, endpoint, endpoints, `/endpoints/${i}`));
      for (const [i, endpoint] of endpoints.entries())
        checkEndpointRules(context, endpoint, `/endpoints/${i}`);
      await add('endpoints', ...endpoints);
      await add('sites', site);
      return site;
    },

    neededBy({ id }) {
      return firstOf(directory.endpointsOf(id));
    },
  };
}
