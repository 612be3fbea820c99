import { expect, it } from 'vitest';
import { endpoint, pool, provider, site, virtualNumber } from '../../test/support/examples.ts';
import { Directory } from './directory.ts';

it('finds the default endpoint: the provider’s, else one of a site that uses the pool, else any', () => {
  const directory = new Directory();
  const own = provider('prov_1');
  directory.put('providers', own);
  for (const n of ['1', '2', '3']) directory.put('pools', pool(`pool_${n}`, 'prov_1'));
  directory.put('sites', site('site_1', { pool: 'pool_1' }));
  directory.put('sites', site('site_2', { pool: 'pool_2' }));
  directory.put('endpoints', endpoint('end_1', { site: 'site_1' }));
  directory.put('endpoints', endpoint('end_3', { site: 'site_2' }));
  directory.put('endpoints', endpoint('end_2', { site: 'site_2' }));
  const leadsTo = (id: string) => {
    const target = directory.get('pools', id);
    const owner = directory.get('providers', 'prov_1');
    return target && owner && directory.defaultEndpoint({ provider: owner, pool: target })?.id;
  };
  expect(leadsTo('pool_1')).toBe('end_1');
  expect(leadsTo('pool_2'), 'the first of its site, not of the provider').toBe('end_2');
  expect(leadsTo('pool_3'), 'no site uses it').toBe('end_1');
  directory.put('providers', { ...own, defaultEndpoint: 'end_3' });
  expect(['1', '2', '3'].map((n) => leadsTo(`pool_${n}`))).toEqual(['end_3', 'end_3', 'end_3']);
});

it('finds records by number, pool, provider and pin after each change', () => {
  const directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('pools', pool('pool_1', 'prov_1'));
  directory.put('pools', { ...pool('pool_2', 'prov_1'), overflowNumber: '+12025550150' });
  const number = virtualNumber('num_1', '+12025550101', { pool: 'pool_1' });
  directory.put('numbers', number);
  expect(directory.dialable('twilio', '+12025550101')?.pool.id).toBe('pool_1');
  expect(directory.dialable('telnyx', '+12025550101')).toBeUndefined();
  expect(directory.dialable('telnyx', '+12025550150')?.pool.id, 'the overflow number').toBe('pool_2');

  directory.put('numbers', { ...number, pool: 'pool_2', pinned: { endpoint: 'end_1', values: {} } });
  expect(directory.numbersOf('pool_1')).toEqual([]);
  expect(directory.numbersOf('pool_2')).toHaveLength(1);
  expect([...directory.numbersOfProvider('prov_1')]).toHaveLength(1);
  expect(directory.somePinnedTo('end_1')?.id).toBe('num_1');
  directory.put('pools', pool('pool_2', 'prov_1'));
  expect(directory.dialable('telnyx', '+12025550150')).toBeUndefined();
  directory.remove('numbers', 'num_1');
  expect(directory.somePinnedTo('end_1')).toBeUndefined();
  expect(directory.dialable('twilio', '+12025550101')).toBeUndefined();
});

it('has a number of two carriers once for its pool, while either record is usable', () => {
  const directory = new Directory();
  const number = '+12025550101';
  const states = () => directory.pooledNumbersOf('pool_1').map(({ state, carrier }) => `${carrier} ${state}`);
  const put = (carrier: 'twilio' | 'telnyx', state: 'active' | 'paused' | 'retired') =>
    directory.put('numbers', virtualNumber(`num_${carrier}`, number, { carrier, state, pool: 'pool_1' }));
  put('twilio', 'active');
  put('telnyx', 'active');
  expect(states()).toHaveLength(1);
  put('twilio', 'retired');
  expect(states()).toEqual(['telnyx active']);
  put('telnyx', 'retired');
  put('twilio', 'paused');
  expect(states()).toEqual(['twilio paused']);
  directory.remove('numbers', 'num_twilio');
  expect(states()).toEqual(['telnyx retired']);
  directory.remove('numbers', 'num_telnyx');
  expect(states()).toEqual([]);
});
