import type { Site } from '../../domain/model.ts';
import { siteRecord } from '../../domain/records/site.ts';
import { checkOwner, referred } from '../references.ts';
import { checkEndpointRules, newEndpoint } from './endpoint.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

export function siteRules(context: RulesContext): KindRules<'sites'> {
  const { directory, add, now } = context;
  return {
    async create({ endpoints: requestedEndpoints, ...request }) {
      referred(directory, 'providers', request.provider, '/provider');
      checkOwner(request.provider, referred(directory, 'pools', request.pool, '/pool'), '/pool');
      const site: Site = siteRecord.begin(request, now());
      const endpoints = requestedEndpoints.map((endpoint) => newEndpoint(site, endpoint, now()));
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
