import { describe, expect, it } from 'vitest';
import { endpoint, provider } from '../../../test/support/examples.ts';
import { Reach } from '../../domain/reach.ts';
import { DEFAULT_ROUTING } from '../../domain/routing.ts';
import { Directory } from '../../registry/directory.ts';
import { zoneOf } from './zone.ts';

const directory = new Directory();
directory.put('providers', { ...provider('prov_1'), timeZone: 'Europe/Oslo' });
directory.put('providers', provider('prov_2'));
directory.put('providers', provider('prov_3'));
const schedule = { timeZone: 'Asia/Kolkata', weekly: {}, holidays: [] };
for (const owner of ['prov_1', 'prov_2'])
  directory.put(
    'endpoints',
    endpoint(`end_${owner}`, { provider: owner, routing: { ...DEFAULT_ROUTING, schedule } as never }),
  );

describe('the time zone of a request', () => {
  const of = (provider?: string, reach = Reach.whole) => zoneOf(directory, { provider }, reach);

  it('is the one that the request names, otherwise the setting of its provider, then the schedule, then UTC', () => {
    expect(zoneOf(directory, { timeZone: 'America/Lima', provider: 'prov_1' }, Reach.whole)).toBe(
      'America/Lima',
    );
    expect(of('prov_1')).toBe('Europe/Oslo');
    expect(of('prov_2')).toBe('Asia/Kolkata');
    expect(of('prov_3')).toBe('UTC');
    expect(of('prov_0')).toBe('UTC');
  });

  it('is that of the only provider within reach, and says nothing about others', () => {
    expect(of()).toBe('UTC');
    expect(of(undefined, new Reach(['prov_1']))).toBe('Europe/Oslo');
    expect(of(undefined, new Reach(['prov_1', 'prov_2']))).toBe('UTC');
    expect(of('prov_1', new Reach(['prov_2']))).toBe('UTC');
  });
});
