import { type Attribution, attributionSchema } from '../domain/attribution.ts';
import { lastDigits } from '../domain/phone.ts';
import type { Scope } from '../domain/scope.ts';
import type { Directory } from '../registry/port.ts';
import type { NarrowedStore } from '../store/port.ts';
import type { Field } from './export-text.ts';

/** What a person reads beside an attribution: its call's numbers, and names in place of ids. */
type Additions = {
  caller: string | null;
  dialledNumber: string | null;
  providerName: string | null;
  siteName: string | null;
  endpointName: string | null;
  endpointNumber: string | null;
};

const ADDED = [
  'caller',
  'dialledNumber',
  'providerName',
  'siteName',
  'endpointName',
  'endpointNumber',
] as const satisfies (keyof Additions)[];

export const CSV_FIELDS = [...(Object.keys(attributionSchema.shape) as Field[]), ...ADDED];

export type CsvField = (typeof CSV_FIELDS)[number];
export type CsvRow = Attribution & Additions;

type Sources = {
  scopes: ReadonlySet<Scope>;
  store: Pick<NarrowedStore, 'calls'>;
  directory: Pick<Directory, 'get'>;
};

/** Returns the attributions with their additions. Reads the calls only where a column needs them. */
export async function csvRowsOf(
  attributions: readonly Attribution[],
  columns: readonly CsvField[],
  { scopes, store, directory }: Sources,
): Promise<CsvRow[]> {
  const needsCall = columns.includes('caller') || columns.includes('dialledNumber');
  return Promise.all(
    attributions.map(async (attribution) => {
      const call = needsCall ? await store.calls.get(attribution.call) : null;
      const { provider, site, endpoint } = attribution;
      const target = endpoint ? directory.get('endpoints', endpoint) : undefined;
      return {
        ...attribution,
        caller: scopes.has('callers:read') ? (call?.from ?? null) : lastDigits(call?.from ?? null),
        dialledNumber: call?.to ?? null,
        providerName: (provider && directory.get('providers', provider)?.name) || null,
        siteName: (site && directory.get('sites', site)?.name) || null,
        endpointName: target?.name ?? null,
        endpointNumber: target?.number ?? target?.sip ?? null,
      };
    }),
  );
}
