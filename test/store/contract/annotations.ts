import { describe, expect, it } from 'vitest';
import type { Qualification } from '../../../src/domain/annotation.ts';
import { at } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const qualification: Qualification = {
  qualified: true,
  spam: false,
  value: 120.5,
  currency: 'EUR',
  at: at(9).toISOString(),
};
const note = (text: string, second = 0) => ({ text, at: at(second).toISOString() });

export function annotationsContract(bench: Bench): void {
  describe('annotations', () => {
    it('returns no annotation for a call without one', async () => {
      const { annotations } = bench.store;
      expect(await annotations.of([])).toEqual(new Map());
      expect(await annotations.of(['call_1'])).toEqual(new Map());
    });

    it('leaves members that a change does not name, and adds one note after the other', async () => {
      const { annotations } = bench.store;
      await annotations.annotate('call_1', { tags: ['new', 'roof'] });
      await annotations.annotate('call_1', { note: note('wants a quote', 1) });
      await annotations.annotate('call_1', { qualification });
      await annotations.annotate('call_1', { note: note('came again', 2) });
      await annotations.annotate('call_2', { note: note('of another') });
      expect(await annotations.of(['call_1', 'call_2', 'call_3'])).toEqual(
        new Map([
          [
            'call_1',
            {
              tags: ['new', 'roof'],
              notes: [note('wants a quote', 1), note('came again', 2)],
              qualification,
              calledBackAt: null,
            },
          ],
          ['call_2', { tags: [], notes: [note('of another')], qualification: null, calledBackAt: null }],
        ]),
      );
    });

    it('replaces the former tags and qualification', async () => {
      const { annotations } = bench.store;
      await annotations.annotate('call_1', { tags: ['a', 'b'], qualification });
      const spam = { ...qualification, qualified: null, spam: true, value: null, currency: null };
      await annotations.annotate('call_1', { tags: [], qualification: spam });
      expect((await annotations.of(['call_1'])).get('call_1')).toEqual({
        tags: [],
        notes: [],
        qualification: spam,
        calledBackAt: null,
      });
    });

    it('merges the qualifications that several callers send at once', async () => {
      const [one, other] = [bench.store, await bench.openAnother()];
      const said = { at: at(9).toISOString() };
      for (const call of ['call_1', 'call_2', 'call_3']) {
        await Promise.all([
          one.annotations.annotate(call, { qualification: { ...said, qualified: true } }),
          other.annotations.annotate(call, { qualification: { ...said, value: 5, currency: 'EUR' } }),
        ]);
        expect((await one.annotations.of([call])).get(call)?.qualification).toEqual({
          qualified: true,
          spam: false,
          value: 5,
          currency: 'EUR',
          ...said,
        });
      }
    });

    it('loses no note when several are added at once', async () => {
      const stores = [bench.store, await bench.openAnother(), await bench.openAnother()];
      await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          stores[i % 3]?.annotations.annotate('call_1', { note: note(`note ${i}`) }),
        ),
      );
      const notes = (await bench.store.annotations.of(['call_1'])).get('call_1')?.notes ?? [];
      expect(new Set(notes.map(({ text }) => text)).size).toBe(12);
    });
  });
}
