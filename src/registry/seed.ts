import type { z } from 'zod';
import { RINGTRAIL } from '../domain/holder.ts';
import { definitionOf, type Kind, type RECORDS } from '../domain/model.ts';
import type { Directory } from './directory.ts';
import type { Registry } from './registry.ts';

const PROVIDER = 'Harbour Lights Electric (demo)';
/** Numbers of the range 555-0100 to 555-0199, which is reserved for fiction. */
const NUMBERS = Array.from({ length: 12 }, (_, i) => `+120255501${String(i).padStart(2, '0')}`);
const BUSINESS = '+12025550199';

/** Creates a provider for the demo when there is no provider. */
export async function seedDemo(registry: Registry, directory: Directory, origins: string[]): Promise<void> {
  if (directory.count('providers') > 0) return;
  const create = <K extends Kind>(kind: K, body: z.input<(typeof RECORDS)[K]['create']>) =>
    registry.create(RINGTRAIL, kind, definitionOf(kind).create.parse(body));
  const { id: provider } = await create('providers', { name: PROVIDER });
  const { id: pool } = await create('pools', { provider, name: 'Demo numbers' });
  await create('numbers', { pool, carrier: 'twilio', numbers: NUMBERS });
  await create('sites', {
    provider,
    pool,
    name: 'Demo page',
    origins,
    bucketing: ['source', 'medium'],
    endpoints: [{ name: 'Front desk', number: BUSINESS }],
  });
}

/** Returns the demo's site and its numbers, or undefined when there is no demo. */
export function findDemo(directory: Directory): { site: string; numbers: string[] } | undefined {
  for (const provider of directory.all('providers')) {
    if (provider.name !== PROVIDER) continue;
    for (const site of directory.sitesOf(provider.id)) {
      const numbers = directory.numbersOf(site.pool).map(({ number }) => number);
      return { site: site.id, numbers: numbers.sort() };
    }
  }
  return undefined;
}

/** Allows the origins that serve the demo's pages now. The port may differ from the one at the last start. */
export async function allowDemoOrigins(
  registry: Registry,
  directory: Directory,
  origins: string[],
): Promise<void> {
  const demo = findDemo(directory);
  const site = demo && directory.get('sites', demo.site);
  if (!site || origins.every((origin) => site.origins.includes(origin))) return;
  await registry.change(RINGTRAIL, 'sites', site.id, { origins });
}
