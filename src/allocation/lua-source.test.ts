import { describe, expect, it } from 'vitest';
import { resolveNames, resolveReplies } from './lua-source.ts';

const names = {
  KEYS: { pool: 'KEYS[1]' },
  ARGV: { now: 'ARGV[1]', site: 'ARGV[2]' },
  REASON: { no_session: "'no_session'" },
};
const resolve = (lua: string) => resolveNames('script', lua, names, ['KEYS', 'ARGV']);
const ALL = 'local pool, now, site = KEYS.pool, ARGV.now, ARGV.site';

describe('the names of a Lua script', () => {
  it('become positions and texts', () => {
    expect(resolve(`${ALL} return REASON.no_session`)).toBe(
      "local pool, now, site = KEYS[1], ARGV[1], ARGV[2] return 'no_session'",
    );
  });

  it('must be declared', () => {
    expect(() => resolve(`${ALL} return ARGV.sight`)).toThrow(
      'script.lua uses ARGV.sight, which is not declared',
    );
    expect(() => resolve(`${ALL} return REASON.no_sesion`)).toThrow('REASON.no_sesion');
  });

  it('may not be numbers', () => {
    expect(() => resolve(`${ALL} return ARGV[2]`)).toThrow('ARGV[2');
  });

  it('must all be used, and a comment is no use', () => {
    expect(() => resolve('local pool, now = KEYS.pool, ARGV.now')).toThrow(
      'script.lua does not use ARGV.site',
    );
    expect(() => resolve('local pool, now = KEYS.pool, ARGV.now\n-- ARGV.site')).toThrow('ARGV.site');
    expect(() => resolve('--[[\n ARGV.site\n]]\nlocal pool, now = KEYS.pool, ARGV.now')).toThrow('ARGV.site');
  });

  it('keep their lines when comments are removed', () => {
    expect(resolve(`--[[\n head\n]]\n-- why\n${ALL}`).split('\n')[4]).toContain('KEYS[1]');
  });
});

describe('the replies of a Lua script', () => {
  const members = ['kind', 'at'];

  it('become arrays', () => {
    const lua = 'return { [REPLY.kind] = kind, [REPLY.at] = now }';
    expect(resolveReplies('script', lua, members)).toBe('return { kind, now }');
  });

  it.each([
    ['a member is missing', 'return { [REPLY.kind] = kind }'],
    ['the order is another', 'return { [REPLY.at] = now, [REPLY.kind] = kind }'],
    ['a member is not declared', 'return { [REPLY.kind] = kind, [REPLY.at] = now, [REPLY.site] = site }'],
    [
      'a member is missing in one of two tables',
      'return { [REPLY.kind] = kind, [REPLY.at] = now } or { [REPLY.kind] = kind }',
    ],
    ['there is no table', 'return 1'],
  ])('are rejected when %s', (_why, lua) => {
    expect(() => resolveReplies('script', lua, members)).toThrow('script.lua replies');
  });
});
