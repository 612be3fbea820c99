import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startRingtrail } from './support/ringtrail.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const missing = ['bash', 'curl']
  .filter((program) => spawnSync(program, ['--version']).error)
  .map((program) => ` (${program} is not on PATH)`)
  .join('');

/** The page whose commands are run, and the address and data folder that it shows. */
const PAGE = 'docs/getting-started.md';
const SHOWN_URL = 'http://localhost:8080';
const SHOWN_DATA = './data/';
/** Ends an output whose beginning alone the page shows. */
const CUT = '\n…';
/** With this environment variable, the test writes the outputs into the page. */
const WRITE = 'RINGTRAIL_TEST_WRITE_PAGE';
/** Ends the output of each block. */
const MARK = '\x1e';

/** A block of commands, and the output that the page shows for it. */
type Step = { commands: string; shown: string };

function read(): string {
  return readFileSync(join(root, PAGE), 'utf8');
}

function writeOutputs(steps: readonly Step[], outputs: readonly string[]): void {
  let page = read();
  for (const [i, { shown }] of steps.entries()) {
    const [visible = '', ...cut] = shown.split(CUT);
    const whole = (outputs[i] ?? '').trim();
    const lines = whole.split('\n').slice(0, visible.split('\n').length);
    if (shown)
      page = page.replace(shown, () => (cut.length > 0 ? `${lines.join('\n')}${CUT}\n` : `${whole}\n`));
  }
  writeFileSync(join(root, PAGE), page);
}

function stepsOf(markdown: string): Step[] {
  const steps = markdown.matchAll(/^```bash\n(.*?)^```\n(?:\n```(?:json|html|text)\n(.*?)^```\n)?/gms);
  return [...steps].map(([, commands = '', shown = '']) => ({ commands, shown }));
}

/** Runs the blocks in one shell, as a reader does, until a command fails. */
async function run(
  commands: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; outputs: string[]; errors: string }> {
  const bash = spawn('bash', ['-s'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  let output = '';
  let errors = '';
  bash.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
  });
  bash.stderr.setEncoding('utf8').on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number>((resolve) => bash.on('close', (code) => resolve(code ?? -1)));
  bash.stdin.end(['set -euo pipefail', ...commands.map((text) => `${text}printf '${MARK}'`), ''].join('\n'));
  return { code: await ended, outputs: output.split(MARK).slice(0, -1), errors };
}

/** Removes the parts of an output that differ in each run. */
function withoutChance(text: string): string {
  return (
    text
      .replace(/\blnk_[0-9a-z]{16}_[0-9a-z]{10}_/g, 'lnk_')
      .replace(/\b(prov|pool|num|site|end|call|attr)_[0-9a-z]{16}\b/g, '$1_')
      .replace(/\b(AC|CA)[0-9a-f]{32}\b/g, '$1')
      .replace(/("requestId": ")[^"]*/g, '$1')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'a time')
      .replace(/("rates": \{)[^}]*(\})/, '$1$2')
      // The figures depend on how fast the commands are typed.
      .replace(/"(ageSeconds|seconds|callsPerHour|probability|confidence|nobody)": [\d.]+/g, '"$1": a figure')
      .replace(/\b\d+ seconds?\b/g, 'some seconds')
      .replace(/\b\d+(\.\d+)?( calls an hour|\.?")/g, 'some$2')
      .trim()
  );
}

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...docs('docs')];

function docs(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path));
}

function brokenLinks(page: string): string[] {
  const links = linksOf(readFileSync(join(root, page), 'utf8'));
  return links.filter((link) => !isThere(page, link)).map((link) => `${page}: ${link}`);
}

/** The links to this repository's own files. */
function linksOf(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) =>
    /^[a-z]+:/.test(link) ? [] : [link],
  );
}

function isThere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(target)) return false;
  return heading === undefined || headingsOf(readFileSync(target, 'utf8')).includes(heading);
}

/** The headings as addresses of a page name them. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.skipIf(missing)(`the getting-started page${missing}`, () => {
  it('shows commands that work and the output that they print', async () => {
    const steps = stepsOf(read());
    expect(steps.length).toBeGreaterThan(10);
    // Ringtrail makes its own keys, as at a reader's first start.
    const ringtrail = await startRingtrail({
      env: { DEMO: 'on', RATE_LIMIT: '', RINGTRAIL_ADMIN_KEY: '', TWILIO_AUTH_TOKEN: '' },
    });
    try {
      const { url, publicUrl, dataDir } = ringtrail;
      const commands = steps.map((step) =>
        step.commands.replaceAll(SHOWN_URL, url).replaceAll(SHOWN_DATA, `${dataDir}/`),
      );
      const { code, outputs, errors } = await run(commands, { DATA_DIR: dataDir });
      expect(outputs.length, errors).toBe(steps.length);
      expect(code, errors).toBe(0);
      const came = outputs.map((output) => output.replaceAll(publicUrl, SHOWN_URL));
      if (process.env[WRITE]) writeOutputs(steps, came);
      for (const [i, { commands: typed, shown }] of stepsOf(read()).entries()) {
        const output = withoutChance(came[i] ?? '');
        const [expected = '', ...cut] = withoutChance(shown).split(CUT);
        expect(cut.length > 0 ? output.slice(0, expected.length) : output, typed).toBe(expected);
      }
    } finally {
      await ringtrail.stop();
    }
  });
});

describe('the documentation', () => {
  it('links only to files and headings that exist', () => {
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.flatMap(brokenLinks)).toEqual([]);
    const page = 'README.md';
    expect(linksOf('[a](docs/api.md) ![b](no.svg#c) [d](https://example.com)')).toEqual([
      'docs/api.md',
      'no.svg#c',
    ]);
    expect(isThere(page, 'docs/operating.md')).toBe(true);
    expect(isThere(page, 'docs/nothing.md')).toBe(false);
    expect(isThere(page, '#start')).toBe(true);
    expect(isThere(page, '#nothing')).toBe(false);
  });

  it('runs bash blocks only: a block in another language is no command', () => {
    const text =
      '```sh\nnpm start\n```\n\n```bash\nA=1\n```\n\n```bash\necho\n```\n\n```json\n{}\n```\n\n```json\n1\n```\n';
    expect(stepsOf(text)).toEqual([
      { commands: 'A=1\n', shown: '' },
      { commands: 'echo\n', shown: '{}\n' },
    ]);
  });
});
