import type { Site } from '../../domain/model.ts';
import { siteRecord } from '../../domain/records/site.ts';
import { checkOwner, referred } from '../references.ts';
import { checkEndpointRules, newEndpoint } from './endpoint.ts';
import { firstOf, type KindRules, type RulesContext } from './rules.ts';

export function siteRules(context: RulesContext): KindRules<'sites'> {
  const { directory, add, now } = context;
  return {
    async create({ endpoints: givenEndpoints, ...given }) {
      referred(directory, 'providers', given.provider, '/provider');
      checkOwner(given.provider, referred(directory, 'pools', given.pool, '/pool'), '/pool');
      const site: Site = siteRecord.begin(given, now());
      const endpoints = givenEndpoints.map((endpoint) => newEndpoint(site, endpoint, now()));
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
