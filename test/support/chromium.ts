import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Chromium reads the last list only, so this one repeats Playwright's. */
const WITHOUT = [
  // Each profile would load both pages of the address bar, which take most of a small test's time.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${WITHOUT.join(',')}`,
];

/** Returns the path of Chromium, or undefined without one. Throws in CI, which must have one. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = '', CI } = process.env;
  const found = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const path = found.find((file) => existsSync(file));
  if (!path && CI === 'true') throw new Error('CI must have a Chromium, and none was found');
  return path;
}

export const NO_CHROMIUM = `needs Chromium: none of ${NAMES.join(', ')} on PATH, and no CHROMIUM_PATH`;

/** Ends the wait for an element that never comes. Playwright's own 30 seconds are less than a busy machine may take. */
const HANG_MS = 240_000;

/**
 * Starts a Chromium that leaves no files behind. Its contexts are separate profiles.
 * @param waits whether the pages of a new context wait for each answer
 */
export async function startChromium(
  waits: () => boolean = () => true,
): Promise<{ browser: Browser; stop(): Promise<void> }> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(NO_CHROMIUM);
  const home = mkdtempSync(join(tmpdir(), 'ringtrail-chromium-'));
  const folder = (name: string) => {
    const path = join(home, name);
    mkdirSync(path);
    return path;
  };
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: folder('tmp'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_DATA_HOME: folder('data'),
    XDG_RUNTIME_DIR: folder('runtime'),
  };
  const browser = await chromium.launch({
    executablePath,
    args: ARGS,
    env,
    artifactsDir: folder('artifacts'),
    timeout: HANG_MS,
  });
  browser.on('context', (context) => {
    context.setDefaultTimeout(HANG_MS);
    if (waits()) void context.addInitScript(waitForAnswers);
  });
  return {
    browser,
    stop: async () => {
      await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Lets a request wait for its answer. The tags give it up after 1.5 seconds, which a busy machine may take. Runs in the page. */
function waitForAnswers(): void {
  Object.defineProperty(XMLHttpRequest.prototype, 'timeout', { set: () => undefined });
}

/** Opens a profile with the user agent of a visitor's browser. A headless one names itself, and bots get no number. */
export function newVisitor(browser: Browser): Promise<BrowserContext> {
  const version = browser.version();
  return browser.newContext({
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`,
  });
}
