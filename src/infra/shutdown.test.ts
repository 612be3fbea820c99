import { expect, it } from 'vitest';
import { checkedLog } from '../../test/support/log-lines.ts';
import { runPhases } from './shutdown.ts';

const log = checkedLog();

it('phases run one after the other, also after a phase that fails or hangs', async () => {
  const ran: string[] = [];
  const phase = (name: string, run: () => Promise<unknown>) => ({
    name,
    timeoutMs: 20,
    run: () => {
      ran.push(name);
      return run();
    },
  });
  const fine = phase('fine', async () => undefined);
  const phases = [
    phase('fails', () => Promise.reject(new Error('failed'))),
    phase('hangs', () => new Promise(() => undefined)),
    fine,
  ];
  expect(await runPhases(phases, log)).toBe(false);
  expect(ran).toEqual(['fails', 'hangs', 'fine']);
  expect(await runPhases([fine], log)).toBe(true);
});
