import type { Endpoint, Provider, SiteWithEndpoints, VirtualNumber } from '../client/operations.ts';
import { counted } from '../setup/show.ts';
import { type Finding, orOk, reportOf } from './finding.ts';

export type SetUpRecords = {
  providers: readonly Provider[];
  sites: readonly SiteWithEndpoints[];
  endpoints: readonly Endpoint[];
  numbers: readonly VirtualNumber[];
};

/** Returns the findings on the records: whether each site can give numbers, and its calls have a target. */
export function setupFindings({ providers, sites, endpoints, numbers }: SetUpRecords): Finding[] {
  const { ok, warning, fault } = reportOf('set-up');
  const counts = [
    ...[counted(providers.length, 'provider'), counted(sites.length, 'site')],
    counted(numbers.length, 'number'),
  ].join(', ');
  if (sites.length === 0)
    return [
      warning(
        'no_site',
        'There is no site yet. Create a provider, a pool, its numbers and a site: docs/getting-started.md.',
      ),
    ];
  const withNumbers = new Set(
    numbers.filter(({ state, pinned }) => state === 'active' && !pinned).map(({ pool }) => pool),
  );
  const withEndpoint = new Set(endpoints.map(({ site }) => site));
  const findings = sites.flatMap(({ id, name, pool }) => [
    ...(withNumbers.has(pool)
      ? []
      : [
          fault(
            'site_without_numbers',
            `${name} (${id}) shows no number: its pool ${pool} has no active one. Add numbers.`,
          ),
        ]),
    ...(withEndpoint.has(id)
      ? []
      : [
          fault(
            'site_without_endpoint',
            `${name} (${id}) has no endpoint, so no call can reach it. Add an endpoint.`,
          ),
        ]),
  ]);
  return orOk(findings, ok(counts));
}
