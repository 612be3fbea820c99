import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { attribution } from '../../test/support/examples.ts';
import { dimensionsOf } from './report.ts';

it('values of attributions of earlier versions keep their id, by which slots have counted them', () => {
  const one = attribution('attr_1', { source: 'google', keyword: 'roof' });
  const values = [
    ...[one.provider, one.site, one.endpoint, one.to, one.outcome, one.source, one.medium, one.campaign],
    ...[one.keyword, one.channel, one.landingPage?.replace(/[?#].*$/, '') ?? null, one.rung],
  ];
  const id = createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 12);
  expect(dimensionsOf(one).id).toBe(id);
  const ids = [{ number: '+12025550123' }, { location: 'Bonn' }, { location: '+12025550123' }].map(
    (later) => dimensionsOf({ ...one, ...later }).id,
  );
  expect(new Set([id, ...ids]).size).toBe(4);
});
