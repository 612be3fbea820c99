/**
 * Drives the system's Firefox by Marionette, the protocol that is built into it: playwright-core needs a Firefox of its
 * own, or commands that Debian's has not got yet.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from './eventually.ts';
import { endingWithUs } from './processes.ts';

const NAMES = ['firefox-esr', 'firefox'];

/** A free port for Marionette; nothing is asked of the internet; a page's unload is not held up. */
const PREFERENCES = {
  'marionette.port': 0,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.systemAddon.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,none',
  'toolkit.telemetry.enabled': false,
};

export const NO_FIREFOX = `no Firefox: none of ${NAMES.join(', ')} on PATH, and no FIREFOX_PATH`;

/** Where Firefox is, or undefined. Unlike Chromium it need not be there, not even in CI. */
export function findFirefox(): string | undefined {
  const { FIREFOX_PATH, PATH = '' } = process.env;
  const found = FIREFOX_PATH
    ? [FIREFOX_PATH]
    : PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return found.find((file) => existsSync(file));
}

export type Firefox = {
  goto(url: string): Promise<void>;
  back(): Promise<void>;
  /** Runs the function in the page, whose `window` it sees as the page's own scripts do. */
  evaluate<Value>(run: () => Value): Promise<Value>;
  stop(): Promise<void>;
};

/** A Firefox with a profile of its own, which leaves nothing behind. */
export async function startFirefox(): Promise<Firefox> {
  const path = findFirefox();
  if (!path) throw new Error(NO_FIREFOX);
  const home = mkdtempSync(join(tmpdir(), 'ringtrail-firefox-'));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
  );
  writeFileSync(join(home, 'user.js'), lines.join('\n'));
  const child = spawn(
    ...endingWithUs(path, ['--headless', '--marionette', '--no-remote', '--profile', home, 'about:blank']),
    { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: home, TMPDIR: home } },
  );
  const ended = once(child, 'exit');
  const socket = connect(await portIn(home), '127.0.0.1');
  const send = marionette(socket);
  await send('WebDriver:NewSession', {});

  return {
    async goto(url) {
      await send('WebDriver:Navigate', { url });
    },
    async back() {
      await send('WebDriver:Back', {});
    },
    async evaluate<Value>(run: () => Value) {
      const script = `return (${run})();`;
      const { value } = await send('WebDriver:ExecuteScript', { script, args: [], sandbox: null });
      return value as Value;
    },
    async stop() {
      socket.destroy();
      child.kill();
      await ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function portIn(profile: string): Promise<number> {
  const file = join(profile, 'MarionetteActivePort');
  return eventually(() => existsSync(file) && Number(readFileSync(file, 'utf8')));
}

type Send = (command: string, parameters: object) => Promise<{ value?: unknown }>;

/** Messages are `<length>:<JSON>`; an answer is `[1, id, error, result]`. */
function marionette(socket: Socket): Send {
  const waiting = new Map<number, (error: unknown, result: unknown) => void>();
  let received = Buffer.alloc(0);
  let last = 0;

  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const colon = received.indexOf(':');
      const end = colon + 1 + Number(received.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || received.length < end) return;
      const message: unknown = JSON.parse(received.subarray(colon + 1, end).toString());
      received = received.subarray(end);
      // The first message only says which protocol this is.
      if (Array.isArray(message)) waiting.get(message[1])?.(message[2], message[3]);
    }
  });

  return (command, parameters) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, (error, result) => {
        if (error) reject(new Error(`${command}: ${(error as { message: string }).message}`));
        else resolve((result ?? {}) as { value?: unknown });
      });
      const message = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
}
