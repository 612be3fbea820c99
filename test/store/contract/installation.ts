import { describe, expect, it } from 'vitest';
import type { Bench } from './bench.ts';

export function installationContract(bench: Bench): void {
  describe('the installation', () => {
    it('has no id in a new store, and then the first one that a process adopts', async () => {
      const { installation } = bench.store;
      expect(await installation.id()).toBeNull();
      expect(await installation.adopt('inst_1')).toBe('inst_1');
      expect(await installation.adopt('inst_2')).toBe('inst_1');
      expect(await (await bench.openAnother()).installation.id()).toBe('inst_1');
    });

    it('has one id when several processes adopt theirs at once', async () => {
      const ids = Array.from({ length: 10 }, (_, i) => `inst_${i}`);
      const adopted = await Promise.all(ids.map((id) => bench.store.installation.adopt(id)));
      expect(new Set(adopted).size).toBe(1);
    });
  });
}
