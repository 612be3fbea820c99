import { describe, expect, it } from 'vitest';
import { type Episode, episodeId } from '../../../src/domain/alert-episode.ts';
import type { Bench } from './bench.ts';

const since = '2026-03-01T12:00:00.000Z';

function episode(consumer: string, subject: string, of: Partial<Episode> = {}): Episode {
  const id = episodeId(consumer, subject);
  return { id, consumer, subject, state: null, since, notice: null, version: 0, ...of };
}

const notice: Episode['notice'] = {
  ...{ about: 'pool_low', phase: 'begun', subject: 'pool_1', title: 'The pool Shop runs low' },
  ...{ facts: [{ name: 'Free', value: '1' }], path: '/numbers', at: since },
};

export function episodesContract(bench: Bench): void {
  describe('episodes', () => {
    it('returns all members, and keeps the first of several with the same id', async () => {
      const { episodes } = bench.store;
      const low = episode('cons_1', 'pool_1', { state: 'low', notice });
      await episodes.add(low);
      await episodes.add(episode('cons_1', 'pool_1', { state: 'other' }));
      expect(await episodes.get(low.id)).toEqual(low);
      expect(await episodes.get(episodeId('cons_1', 'pool_2'))).toBeNull();
    });

    it('takes one of several changes of the same version, so that a state is reported once', async () => {
      const another = await bench.openAnother();
      const first = episode('cons_1', 'pool_1');
      await bench.store.episodes.add(first);
      const changes = await Promise.all(
        [bench.store, another, bench.store].map((store) =>
          store.episodes.change(first, { state: 'low', notice }),
        ),
      );
      expect(changes.filter((one) => one !== null)).toHaveLength(1);
      expect(await another.episodes.get(first.id)).toMatchObject({ version: 1, state: 'low', notice });
    });

    it('removes those of one consumer', async () => {
      const { episodes } = bench.store;
      const [one, two] = [episode('cons_1', 'pool_1'), episode('cons_2', 'pool_1')];
      await episodes.add(one, two);
      await episodes.removeOf('cons_1');
      expect(await episodes.get(one.id)).toBeNull();
      expect(await episodes.get(two.id)).toEqual(two);
    });
  });
}
