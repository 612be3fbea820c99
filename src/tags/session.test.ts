import { describe, expect, it } from 'vitest';
import { continued, sessionIn } from './session.ts';
import { touchOf } from './touch.ts';

const MINUTE = 60_000;
const first = touchOf('https://shop.example/?utm_source=news', '');
const later = touchOf('https://shop.example/', '');

describe('the session', () => {
  it('keeps its touch while the pauses are shorter than half an hour', () => {
    const begun = continued(undefined, 0, first);
    const on = continued(continued(begun, 29 * MINUTE, later), 58 * MINUTE, later);
    expect(on).toEqual({ ...begun, seen: 58 * MINUTE });
  });

  it('is another after half an hour, of the same visitor, with the new touch', () => {
    const begun = continued(undefined, 0, first);
    const next = continued(begun, 30 * MINUTE, later);
    expect(next.id).not.toBe(begun.id);
    expect(next).toMatchObject({ visitor: begun.visitor, touch: later });
  });

  it('is another where the clock was set back', () => {
    const begun = continued(undefined, 90 * MINUTE, first);
    expect(continued(begun, 0, later).id).not.toBe(begun.id);
  });

  it.each([null, undefined, 5, '{', {}, { id: 'a', visitor: 'b' }, { id: 'a', visitor: 'b', touch: {} }])(
    'is not taken for %j',
    (stored) => {
      expect(sessionIn(stored)).toBeUndefined();
    },
  );

  it('is read as it was written', () => {
    const session = continued(undefined, 5, first);
    expect(sessionIn(JSON.parse(JSON.stringify(session)))).toMatchObject({ id: session.id, seen: 5 });
  });
});
