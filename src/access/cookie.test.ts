import { describe, expect, it } from 'vitest';
import { sessionCookie } from './cookie.ts';

describe('the cookie of a session', () => {
  it('is bound to the host under https', () => {
    const cookie = sessionCookie('https://calls.example.com');
    expect(cookie.set('per_a.word')).toBe(
      '__Host-ringtrail=per_a.word; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=1209600',
    );
    expect(cookie.clear()).toContain('__Host-ringtrail=; ');
    expect(cookie.read({ cookie: 'a=1; __Host-ringtrail=per_a.word' })).toBe('per_a.word');
    expect(cookie.read({ cookie: 'ringtrail-443=per_a.word' })).toBeNull();
    expect(cookie.read({})).toBeNull();
  });

  it('has the port in its name under http', () => {
    const cookie = sessionCookie('http://localhost:8081');
    expect(cookie.set('x')).toBe('ringtrail-8081=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600');
    expect(cookie.read({ cookie: 'ringtrail-8080=x' })).toBeNull();
  });
});
