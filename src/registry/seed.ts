import type { z } from 'zod';
import { RINGTRAIL } from '../domain/holder.ts';
import { definitionOf, type Kind, type Provider, type RECORDS } from '../domain/model.ts';
import type { DemoState } from '../domain/records/provider.ts';
import type { Directory } from './directory.ts';
import type { Registry } from './registry.ts';

const PROVIDER = 'Harbour Lights Electric (demo)';
export const DEMO_POOL = 'Demo numbers';
export const DEMO_PAGE = 'Demo page';
/** Numbers of the range 555-0100 to 555-0199, which is reserved for fiction. */
const NUMBERS = Array.from({ length: 12 }, (_, i) => `+120255501${String(i).padStart(2, '0')}`);
const BUSINESS = '+12025550199';

/** Creates the demo's provider with its page. @param state `filling` when its calls of the last weeks are still to be made */
export async function seedDemo(registry: Registry, origins: string[], state: DemoState): Promise<void> {
  const create = <K extends Kind>(kind: K, body: z.input<(typeof RECORDS)[K]['create']>) =>
    registry.create(RINGTRAIL, kind, definitionOf(kind).create.parse(body));
  const { id: provider } = await registry.createDemo(PROVIDER, state);
  const { id: pool } = await create('pools', { provider, name: DEMO_POOL });
  await create('numbers', { pool, carrier: 'twilio', numbers: NUMBERS });
  await create('sites', {
    provider,
    pool,
    name: DEMO_PAGE,
    origins,
    bucketing: ['source', 'medium'],
    endpoints: [{ name: 'Front desk', number: BUSINESS }],
  });
}

/** Returns the demo's provider. A provider of an earlier version, whose demo had no mark, is found by its name. */
export function demoProvider(directory: Directory): Provider | undefined {
  const all = [...directory.all('providers')];
  return all.find(({ demo }) => demo !== undefined) ?? all.find(({ name }) => name === PROVIDER);
}

/** Returns the demo's site and the numbers that its page shows, or undefined when there is no demo. */
export function findDemo(directory: Directory): { site: string; numbers: string[] } | undefined {
  const provider = demoProvider(directory);
  for (const site of provider ? directory.sitesOf(provider.id) : []) {
    if (site.name !== DEMO_PAGE) continue;
    const shown = directory.numbersOf(site.pool).filter(({ pinned }) => !pinned);
    return { site: site.id, numbers: shown.map(({ number }) => number).sort() };
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
