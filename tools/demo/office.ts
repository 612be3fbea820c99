import { Annotations } from '../../src/attribution/annotations.ts';
import { RINGTRAIL } from '../../src/domain/holder.ts';
import type { callsFrom, PlannedCall, Report } from './calls.ts';
import type { deliveriesIn } from './deliveries.ts';
import type { Timeline } from './timeline.ts';
import type { World } from './world.ts';

/** The office writes its reports about this long after the call. */
const REPORT_MS = 3 * 3_600_000;
const CORRECTIONS = 0.012;

/** Returns a function that adds what people report about an ended call: qualification, tags, notes and corrections. */
export function officeIn(
  { clock, random, store, now, correct }: World,
  timeline: Timeline,
  report: ReturnType<typeof callsFrom>['report'],
  { deliver, reconsider }: ReturnType<typeof deliveriesIn>,
) {
  const annotations = new Annotations({ store, now, onQualified: reconsider });

  async function annotate(id: string, { qualified, value, tag, note }: Report): Promise<void> {
    const call = await store.calls.get(id);
    if (!call) return;
    await annotations.setTags(RINGTRAIL, call, [tag]);
    await annotations.qualify(RINGTRAIL, call, {
      qualified,
      ...(value !== null && { value, currency: 'USD' }),
    });
    if (note !== null) await annotations.addNote(RINGTRAIL, call, note);
  }

  async function markAsSpam(id: string): Promise<void> {
    const call = await store.calls.get(id);
    if (call) await annotations.qualify(RINGTRAIL, call, { spam: true });
  }

  async function correctSource(id: string): Promise<void> {
    const attribution = await store.attributions.ofCall(id);
    if (!attribution) return;
    await correct(RINGTRAIL, attribution, {
      to: 'bucket',
      bucket: { source: 'recommendation', medium: 'word of mouth' },
      reason: 'The caller said that a neighbour had recommended us.',
    });
  }

  return (id: string, call: PlannedCall): void => {
    const reported = report(call);
    const isWrong = random.uniform() < CORRECTIONS;
    if (!reported && !isWrong && !call.isSpam) return;
    const work = async () => {
      if (call.isSpam) await markAsSpam(id);
      if (reported) await annotate(id, reported);
      if (isWrong) await correctSource(id);
      await deliver();
    };
    timeline.add(clock.ms + REPORT_MS, work, { isAlone: true });
  };
}
