import { bucketFacts, explained, unnamed, visitFacts } from '../domain/attribute.ts';
import { type Attribution, replacementId } from '../domain/attribution.ts';
import { changeOf } from '../domain/audit.ts';
import type { Correction } from '../domain/correction.ts';
import { finding } from '../domain/explain.ts';
import type { Sender } from '../domain/holder.ts';
import { Problem } from '../domain/problem.ts';
import type { Store } from '../store/port.ts';
import { pagesOf } from './attributor.ts';

export type CorrectorOptions = {
  store: Pick<Store, 'calls' | 'attributions' | 'history'>;
  now: () => Date;
};

/** Returns a function that replaces a wrong attribution by a person's correction. */
export function createCorrector({ store, now }: CorrectorOptions) {
  return async (sender: Sender, attribution: Attribution, correction: Correction): Promise<Attribution> => {
    let wrong = attribution;
    for (;;) {
      const made = await correctedOf(wrong, correction);
      // The id follows from the replaced attribution, so that of several corrections at once one is first.
      if (await store.attributions.add(made)) {
        const { id, provider } = made;
        sender.note(changeOf({ kind: 'attributions', id, provider }, audited(wrong), audited(made)));
        return made;
      }
      const next = await store.attributions.get(made.id);
      if (next?.cause !== 'outcome')
        throw new Problem(
          'already_replaced',
          `${attribution.id} has been replaced already. Correct its replacement.`,
        );
      // A replacement with another end names the same session, so it is as wrong.
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
      ...explained([finding('corrected', { reason: correction.reason })]),
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

/** Returns the attribution for the audit log: without the members that identify a visitor. */
function audited(attribution: Attribution) {
  const { to, site, bucket, source, medium, campaign, keyword, channel, location } = attribution;
  return { to, site, bucket, source, medium, campaign, keyword, channel, location };
}

export type Corrector = ReturnType<typeof createCorrector>;
