import type { Endpoint, Site } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { endpointRecord, type NewEndpoint } from '../../domain/records/endpoint.ts';
import { changedRouting } from '../../domain/routing-change.ts';
import { withFormerSlug, withSlug } from '../../domain/with-slug.ts';
import { checkLoops, checkPlan } from '../plan-check.ts';
import { readPlan } from '../read-plan.ts';
import { referred } from '../references.ts';
import { countryOfEndpoint, readNumber } from '../spelled-number.ts';
import type { KindRules, RulesContext } from './rules.ts';

export function endpointRules(context: RulesContext): KindRules<'endpoints'> {
  const { directory, visible, add } = context;
  return {
    async create({ site, ...request }) {
      const owner = referred(visible, 'sites', site, '/site');
      const endpoint = newEndpoint(context, owner, request, directory.endpointsOf(owner.id));
      checkEndpointRules(context, endpoint);
      await add('endpoints', endpoint);
      return endpoint;
    },

    patch(former, { routing, number, ...rest }) {
      const changed = { ...former, ...rest };
      if (number !== undefined)
        changed.number = number && readNumber(directory, former.provider, number, '/number');
      if (!routing) return changed;
      const plan = changedRouting(former, routing, '/routing');
      return { ...changed, routing: readPlan(plan, countryOfEndpoint(directory, changed), '/routing') };
    },

    keepSlug: (former, changed) => withFormerSlug(former, changed, directory.endpointsOf(former.site)),

    check(endpoint) {
      checkEndpointRules(context, endpoint);
    },

    neededBy({ id, provider }) {
      const isDefault = directory.get('providers', provider)?.defaultEndpoint === id;
      return directory.somePinnedTo(id)?.id ?? (isDefault ? provider : undefined);
    },
  };
}

/**
 * Makes the record of an endpoint that belongs to the site.
 * @param siblings the other endpoints of the site
 * @param pointer the place of the endpoint in the request
 */
export function newEndpoint(
  { directory, now }: Pick<RulesContext, 'directory' | 'now'>,
  { id: site, provider }: Site,
  request: NewEndpoint,
  siblings: readonly Endpoint[],
  pointer = '',
): Endpoint {
  const number = request.number && readNumber(directory, provider, request.number, `${pointer}/number`);
  const country = countryOfEndpoint(directory, { provider, number });
  const routing = readPlan(request.routing, country, `${pointer}/routing`);
  const begun = endpointRecord.begin({ ...request, number, routing, provider, site }, now());
  return withSlug<Endpoint>(begun, siblings, pointer);
}

/**
 * Throws when the endpoint has no address, or when its plan does not suit every carrier that has a number of the
 * provider: any of them may bring the call. @param pointer the place of the endpoint in the request
 */
export function checkEndpointRules(
  { directory, cannot }: RulesContext,
  endpoint: Endpoint,
  pointer = '',
): void {
  checkAddress(endpoint, pointer);
  const numbers = [...directory.numbersOfProvider(endpoint.provider)];
  const pointerTo = (member: string) => `${pointer}/routing${member}`;
  checkPlan(endpoint, new Set(numbers.map(({ carrier }) => carrier)), cannot, pointerTo);
  checkLoops(endpoint, (number) => directory.leadsBack(number), pointerTo);
}

function checkAddress({ number, sip }: Endpoint, pointer: string): void {
  if (number || sip) return;
  throw new Problem('invalid_request', 'An endpoint needs a number or a SIP address.', {
    errors: [{ pointer: `${pointer}/number`, detail: 'neither number nor sip is set' }],
  });
}
