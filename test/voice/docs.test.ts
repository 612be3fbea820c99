import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routingSchema } from '../../src/domain/routing.ts';

const page = readFileSync(new URL('../../docs/routing.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```json routing\n(.*?)^```/gms)].map(([, text = '']) => text);

describe('docs/routing.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(3);
  });

  it.each(examples)('has an example that is a valid plan: %s', (text) => {
    expect(routingSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
  });
});
