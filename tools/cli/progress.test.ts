import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferred } from '../../test/support/deferred.ts';
import { type ProgressOptions, withProgress } from './progress.ts';

/** A stream that says whether it is a terminal, with all that was written to it. */
function terminal(isTTY = true) {
  const questions = { times: 0, twice: deferred<void>() };
  const stream = Object.defineProperty(new PassThrough({ encoding: 'utf8' }), 'isTTY', {
    get() {
      questions.times += 1;
      // The second question is that of ora, which starts at once or never.
      if (questions.times === 2) questions.twice.resolve();
      return isTTY;
    },
  });
  Object.assign(stream, {
    ...{ columns: 80, cursorTo: () => true, moveCursor: () => true, clearLine: () => true },
  });
  let text = '';
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  const options = { stream: stream as unknown as NodeJS.WriteStream, delayMs: 0 } satisfies ProgressOptions;
  return { options, stream, written: () => text, isAskedTwice: questions.twice.promise };
}

/** Resolves once the text has been written to the stream. */
const seen = ({ stream, written }: ReturnType<typeof terminal>, text: string): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!written().includes(text)) return;
      stream.off('data', look);
      resolve();
    };
    stream.on('data', look);
  });

beforeEach(() => {
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm-256color');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('progress', () => {
  it('shows the text and the seconds on a terminal, also the text that replaces it', async () => {
    const shown = terminal();
    const result = await withProgress(
      'counting calls',
      async (report) => {
        await seen(shown, 'counting calls, ');
        report('counting calls: 40 %');
        await seen(shown, 'counting calls: 40 %, ');
        return 7;
      },
      shown.options,
    );
    expect(result).toBe(7);
    expect(shown.written().endsWith('\u001b[?25h'), 'the cursor is back').toBe(true);
  });

  it('ends before the failure of its work', async () => {
    const shown = terminal();
    const work = async () => {
      await seen(shown, 'counting');
      throw new Error('the gateway is away');
    };
    await expect(withProgress('counting', work, shown.options)).rejects.toThrow('the gateway is away');
    expect(shown.written().endsWith('\u001b[?25h'), 'the cursor is back').toBe(true);
  });

  it('writes nothing to a pipe', async () => {
    const shown = terminal(false);
    await withProgress('counting', () => import('ora').then(() => setImmediate()), shown.options);
    expect(shown.written()).toBe('');
  });

  it.each([
    ['where CI is set', 'CI', 'true'],
    ['to a dumb terminal', 'TERM', 'dumb'],
  ])('writes nothing %s', async (_, name, value) => {
    vi.stubEnv(name, value);
    const shown = terminal();
    await withProgress('counting', () => shown.isAskedTwice.then(() => setImmediate()), shown.options);
    expect(shown.written()).toBe('');
  });

  it('writes nothing for work that is done at once', async () => {
    const shown = terminal();
    const work = () => Promise.resolve(7);
    expect(await withProgress('counting', work, { ...shown.options, delayMs: 60_000 })).toBe(7);
    expect(shown.written()).toBe('');
  });
});
