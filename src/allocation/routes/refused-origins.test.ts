import { describe, expect, it } from 'vitest';
import { logRefusedOrigins } from './refused-origins.ts';

function start() {
  const lines: unknown[] = [];
  const clock = { ms: 0 };
  const note = logRefusedOrigins({ warn: (about: unknown) => void lines.push(about) }, () => clock.ms);
  return { lines, clock, note };
}

describe('the log of refused origins', () => {
  it('has one line a day for each site and origin', () => {
    const { lines, clock, note } = start();
    for (let i = 0; i < 3; i++) {
      note('site_1', 'https://a.example');
      note('site_1', 'https://b.example');
      note('site_2', 'https://a.example');
    }
    expect(lines).toHaveLength(3);
    expect(lines[0]).toEqual({ site: 'site_1', origin: 'https://a.example' });
    clock.ms = 86_400_000;
    note('site_1', 'https://a.example');
    expect(lines).toHaveLength(4);
  });

  it('has at most 100 lines a day, however many origins are made up', () => {
    const { lines, note } = start();
    for (let i = 0; i < 1000; i++) note('site_1', `https://${i}.example`);
    expect(lines).toHaveLength(100);
  });
});
