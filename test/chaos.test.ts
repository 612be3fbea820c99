import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { endingWithUs } from './support/processes.ts';

const script = fileURLToPath(new URL('../scripts/chaos.mjs', import.meta.url));

async function chaos(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(...endingWithUs(process.execPath, [script, ...args]), { stdio: 'pipe' });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: chunks.join('') };
}

const countOf = (output: string, row: string) =>
  Number(new RegExp(`^${row} +(\\d+)$`, 'm').exec(output)?.[1]);

describe('npm run chaos', () => {
  it('finds no violation, whatever it kills, stops and cuts off', async () => {
    const { code, output } = await chaos('--seconds', '20', '--seed', '11', '--at-once', '1');
    expect(code, output).toBe(0);
    expect(output).toContain('No violation (--seconds 20 --seed 11 --store sqlite --at-once 1).');
    expect(countOf(output, 'calls that were answered')).toBeGreaterThan(0);
    expect(countOf(output, 'events that the consumer got')).toBe(countOf(output, 'calls'));
    expect(output.match(/^ +[\d.]+ s {2}/gm)?.length, 'faults').toBeGreaterThan(2);
  });

  it('finds what its negative control breaks: numbers that lead elsewhere, and lost webhooks', async () => {
    const { code, output } = await chaos('--seconds', '10', '--seed', '11', '--control');
    expect(code, output).toBe(1);
    expect(countOf(output, "calls to another endpoint than the number's"), output).toBeGreaterThan(0);
    expect(countOf(output, 'events that the consumer never got'), output).toBeGreaterThan(0);
  });

  it.each([
    [['--seconds', '0'], '--seconds must be a whole number from 5 to 3600.'],
    [['--seed', '1.5'], '--seed must be a whole number from 0 to 2147483648.'],
    [['--store', 'files'], '--store must be sqlite or mongodb.'],
    [['--hard'], "Unknown option '--hard'"],
  ])('refuses %j with a sentence', async (args, sentence) => {
    const { code, output } = await chaos(...args);
    expect(code).toBe(2);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^ +at /m);
  });

  it('shows an example with --help', async () => {
    const { code, output } = await chaos('--help');
    expect(code).toBe(0);
    expect(output).toContain('npm run chaos -- --seconds 60 --seed 7 --store mongodb');
  });
});
