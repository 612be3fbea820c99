import { describe, expect, it } from 'vitest';
import type { Fit } from '../../../src/domain/confidence/hazards.ts';
import { fitted } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

export function fitsContract(bench: Bench): void {
  describe('fits', () => {
    it('returns no fit for a provider without one', async () => {
      expect(await bench.store.fits.latest('prov_1')).toBeNull();
    });

    it('returns the latest version, whatever the order of adding', async () => {
      const { fits } = bench.store;
      for (const version of [2, 10, 1]) expect(await fits.add(fitted('prov_1', version))).toBe(true);
      await fits.add(fitted('prov_2', 30));
      expect(await fits.latest('prov_1')).toEqual(fitted('prov_1', 10));
    });

    it('returns a fit of an earlier release without classes of intent', async () => {
      const { hazards, ...fit } = fitted('prov_1', 1);
      const { intents, ...before } = hazards;
      expect(intents).not.toEqual([]);
      // An earlier release stored it like this.
      await bench.store.fits.add({ ...fit, hazards: before } as Fit);
      expect(await bench.store.fits.latest('prov_1')).toEqual({
        ...fit,
        hazards: { ...before, intents: [] },
      });
    });

    it('removes all fits of one provider', async () => {
      const { fits } = bench.store;
      for (const version of [1, 2]) await fits.add(fitted('prov_1', version));
      await fits.add(fitted('prov_2', 1));
      await fits.removeOf('prov_1');
      expect(await fits.latest('prov_1')).toBeNull();
      expect(await fits.latest('prov_2')).not.toBeNull();
    });

    it('adds a version once, also when two callers add it at once', async () => {
      const another = await bench.openAnother();
      const added = await Promise.all([
        bench.store.fits.add(fitted('prov_1', 1)),
        another.fits.add({ ...fitted('prov_1', 1), calls: 7 }),
      ]);
      expect(added.filter(Boolean)).toHaveLength(1);
      expect((await another.fits.latest('prov_1'))?.calls).toBe(added[0] ? 400 : 7);
    });
  });
}
