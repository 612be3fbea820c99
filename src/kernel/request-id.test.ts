import { describe, expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';

const from = (id: string) => requestIdOf({ 'x-request-id': id });

describe('a request id', () => {
  it.each(['a', 'req_1.2:3-4', 'x'.repeat(64)])('is the one that the client sends: %s', (id) => {
    expect(from(id)).toBe(id);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a\nb', 'a,b', '<script>', 'é'])(
    'is new where that of the client is not valid: %j',
    (id) => {
      expect(from(id)).toMatch(/^[0-9a-f]{12}-\w+$/);
    },
  );

  it('is new for each request without one', () => {
    const ids = Array.from({ length: 100 }, () => requestIdOf({}));
    expect(new Set(ids).size).toBe(100);
    expect(ids.every((id) => from(id) === id)).toBe(true);
  });
});
