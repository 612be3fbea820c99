import { expect, it } from 'vitest';
import { createSetupApi } from '../../test/support/setup-api.ts';
import { RINGTRAIL } from '../domain/holder.ts';

it('each change is announced before its answer, those of the first key too', async () => {
  const { registry, announced } = createSetupApi();
  const sender = { ...RINGTRAIL, note: () => undefined, concern: () => undefined };
  const { id } = await registry.create(sender, 'keys', {
    ...{ name: 'Key', scopes: ['admin'], providers: null, expiresAt: null },
  });
  expect(announced()).toBe(1);
  await registry.renewKey(sender, id, { formerForSeconds: 60 });
  expect(announced()).toBe(2);
  await registry.remove(sender, 'keys', id);
  expect(announced()).toBe(3);
  await registry.remove(sender, 'keys', 'admin');
  expect(announced()).toBe(4);
});
