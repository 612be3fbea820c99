import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

function logged(level: Parameters<typeof createLog>[0], write: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => lines.push(line) }));
  return lines;
}

describe('the log', () => {
  it('a line is JSON with an ISO time and the level by name', () => {
    const [line = ''] = logged('info', (log) => log.info({ call: 'call_1' }, 'answered'));
    const record = JSON.parse(line);
    expect(record).toMatchObject({ level: 'info', call: 'call_1', msg: 'answered', pid: process.pid });
    expect(new Date(record.time).toISOString()).toBe(record.time);
  });

  it('lines below the level are left out, and all lines at level silent', () => {
    expect(logged('warn', (log) => log.info('not this'))).toEqual([]);
    expect(logged('silent', (log) => log.fatal('nor this'))).toEqual([]);
  });

  it('an error is logged with its stack and its cause', () => {
    const cause = new Error('the socket was closed');
    const [line = ''] = logged('error', (log) =>
      log.error({ err: new Error('no answer', { cause }) }, 'failed'),
    );
    expect(JSON.parse(line).err).toMatchObject({
      type: 'Error',
      stack: expect.stringContaining('the socket was'),
    });
  });

  it.each([
    { headers: { authorization: 'Bearer hunter2', Authorization: 'Bearer hunter2' } },
    { req: { headers: { authorization: 'Bearer hunter2', cookie: 'key=hunter2' } } },
    {
      request: {
        headers: { 'proxy-authorization': 'Basic hunter2', 'Proxy-Authorization': 'Basic hunter2' },
      },
    },
    { err: Object.assign(new Error('401'), { config: { headers: { Authorization: 'Basic hunter2' } } }) },
  ])('a credential is redacted: $#', (record) => {
    const [line = ''] = logged('info', (log) => log.info(record, 'request'));
    expect(line).toContain('[redacted]');
    expect(line).not.toContain('hunter2');
  });

  it('a phone number is masked anywhere in a line, also in a path and in a link’s id', () => {
    const refused = new Error('READONLY +12025550177 at 1767225600000');
    const about = {
      to: '+442079460123',
      path: '/v1/links/lnk_1m85dbrc3g49rb6k_0a1b2c3d4e_12025550177/renewals',
      query: '/v1/calls?to=%2B12025550177',
      link: 'ovf_1767225600000-0_12025550177',
    };
    const [line = ''] = logged('warn', (log) => log.warn({ err: refused, ...about }, '+12025550177'));
    expect(line).toContain('+1202*****77');
    expect(line).toContain('lnk_1m85dbrc3g49rb6k_0a1b2c3d4e_1202*****77/renewals');
    expect(line).toContain('at 1767225600000');
    expect(line).not.toMatch(/2025550177|2079460123/);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  it.each([
    ['AUTH with a wrong password', { name: 'auth', args: ['default', 'hunter2'] }],
    ['a script', { name: 'eval', args: ["local hunter2 = redis.call('TIME')", '1', '{prov_1}:active'] }],
    ['the hit of a session', { name: 'evalsha', args: ['f00', '1', '{prov_1}:active', 'hunter2'] }],
  ])('an error of Redis names its command alone: %s', (_which, command) => {
    const refused = Object.assign(new Error('WRONGPASS invalid username-password pair'), { command });
    const about = { err: new Error('no answer', { cause: refused }), other: 1 };
    const lines = [about, { err: refused }, { err: new AggregateError([refused], 'twice') }].flatMap(
      (record) => logged('warn', (log) => log.warn(record, 'Redis is away')),
    );
    expect(lines.join('')).not.toContain('hunter2');
    expect(JSON.parse(lines[1] ?? '').err).toMatchObject({ command: command.name, message: refused.message });
  });

  it('an error shows no argument that Redis repeats, no document and no address with a password', () => {
    const errors = [
      new Error("ERR unknown command 'AUTH', with args beginning with: 'hunter2' "),
      Object.assign(new Error('E11000 duplicate key'), {
        op: { session: 'hunter2' },
        keyValue: { _id: 'hunter2' },
      }),
      Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: 'redis://:hunter2@x' }),
    ];
    const lines = errors.flatMap((err) => logged('error', (log) => log.error({ err }, 'failed')));
    expect(lines.join('')).not.toContain('hunter2');
    expect(JSON.parse(lines[2] ?? '').err).toMatchObject({ code: 'ERR_INVALID_URL' });
  });
});
