import { describe, expect, it } from 'vitest';
import { withFormerSlug, withSlug } from './with-slug.ts';

const siblings = [
  { id: 'pool_1', name: 'Main' },
  { id: 'pool_2', name: 'Print', slug: 'print' },
];

describe('the slug of a record', () => {
  it('is made from the name, and differs from those of its siblings', () => {
    expect(withSlug({ id: 'pool_3', name: 'Main' }, siblings)).toMatchObject({ slug: 'main-2' });
    expect(withSlug({ id: 'pool_3', name: 'Flyers' }, siblings)).toMatchObject({ slug: 'flyers' });
  });

  it('is refused where a sibling has it, also one of an earlier version by its name', () => {
    for (const slug of ['main', 'print'])
      expect(() => withSlug({ id: 'pool_3', name: 'New', slug }, siblings, '/endpoints/1')).toThrow(
        expect.objectContaining({
          code: 'already_there',
          errors: [{ pointer: '/endpoints/1/slug', detail: `another record has the slug ${slug}` }],
        }),
      );
  });

  it('outlives the name, also that of an earlier version', () => {
    const [old, own] = siblings as [(typeof siblings)[0], (typeof siblings)[0]];
    expect(withFormerSlug(old, { ...old, name: 'Other' }, siblings)).toMatchObject({ slug: 'main' });
    expect(withFormerSlug(own, { ...own, name: 'Other' }, siblings)).toMatchObject({ slug: 'print' });
    expect(withFormerSlug(old, { ...old }, siblings)).toEqual(old);
  });
});
