import { bucketFacts, unnamed, visitFacts } from '../domain/attribute.ts';
import { type Attribution, replacementId } from '../domain/attribution.ts';
import type { Correction } from '../domain/correction.ts';
import { Problem } from '../domain/problem.ts';
import type { Store } from '../store/port.ts';
import { pagesOf } from './attributor.ts';

export type CorrectorOptions = {
  store: Pick<Store, 'calls' | 'attributions' | 'history'>;
  now: () => Date;
};

/** Lets people say where a call came from when they know better: a new attribution in the place of the one that is wrong. */
export function createCorrector({ store, now }: CorrectorOptions) {
  return async (id: string, correction: Correction): Promise<Attribution> => {
    let wrong = await store.attributions.get(id);
    if (!wrong) throw new Problem('not_found', `There is no attribution ${id}.`);
    for (;;) {
      const made = await correctedOf(wrong, correction);
      // The id follows from the one that is replaced, so of several who correct it at once one is first.
      if (await store.attributions.add(made)) return made;
      const next = await store.attributions.get(made.id);
      if (next?.cause !== 'outcome')
        throw new Problem(
          'already_replaced',
          `${id} has been replaced already; correct what has replaced it.`,
        );
      // The carrier told how the call had ended: who called is said there as it was, and as wrong.
      wrong = next;
    }
  };

  async function correctedOf(wrong: Attribution, correction: Correction): Promise<Attribution> {
    const call = await store.calls.get(wrong.call);
    const corrected: Attribution = {
      ...wrong,
      ...unnamed(),
      ...(await factsOf(correction, wrong, call?.site ?? null)),
      id: replacementId(wrong),
      confidence: 1,
      hazards: null,
      provisional: false,
      evidence: [`Corrected by hand: ${correction.reason}`],
      replaces: wrong.id,
      cause: 'correction',
      madeAt: now().toISOString(),
    };
    return { ...corrected, pages: await pagesOf(store.history, corrected) };
  }

  async function factsOf(
    { session: id, site: namedSite, bucket }: Correction,
    wrong: Attribution,
    siteOfCall: string | null,
  ): Promise<Partial<Attribution>> {
    if (bucket) return { to: 'bucket', ...bucketFacts(bucket) };
    if (id === undefined) return { to: 'none' };
    const site = namedSite ?? wrong.site ?? siteOfCall;
    const session = site === null ? null : await store.history.session(site, id);
    if (!session || session.provider !== wrong.provider)
      throw new Problem('unknown_reference', 'The provider has no such session.', {
        errors: [{ pointer: '/session', detail: `${id} was never shown a number` }],
      });
    return { to: 'session', site, session: session.id, ...visitFacts(session.facts) };
  }
}

export type Corrector = ReturnType<typeof createCorrector>;
