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

  it('a phone number is masked anywhere in a line, such as in a command that Redis refused', () => {
    const refused = Object.assign(new Error('READONLY +12025550177'), {
      command: { name: 'zadd', args: ['{prov_1}:recent:+12025550177', '1767225600000'] },
    });
    const [line = ''] = logged('warn', (log) =>
      log.warn({ err: refused, to: '+442079460123' }, '+12025550177'),
    );
    expect(line).toContain('+1202*****77');
    expect(line).toContain('1767225600000');
    expect(line).not.toMatch(/2025550177|2079460123/);
    expect(() => JSON.parse(line)).not.toThrow();
  });
});
