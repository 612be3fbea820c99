import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../src/store/open.ts';
import { runCommand } from './support/command.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { releaseClosedFiles } from './support/sqlite.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** How the documentation calls the command. A comment may follow. */
const COMMAND = /^(?:ringtrail|npm run --silent ringtrail --|npx ringtrail) (.+?)(?: +#.*)?$/gm;
const BLOCK = /```sh\n(.*?)```/gs;

const pages = [
  'README.md',
  ...(await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];
const lines = (await Promise.all(pages.map(commandsOf))).flat();

async function commandsOf(page: string): Promise<[place: string, command: string][]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(BLOCK)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    [...block.matchAll(COMMAND)].map(([, command = '']): [string, string] => [page, command]),
  );
}

let ringtrail: Ringtrail;
let shop: SetUp;
let folder: string;
beforeAll(async () => {
  ringtrail = await startRingtrail();
  shop = await setUpProvider(ringtrail.api);
  folder = await mkdtemp(join(tmpdir(), 'rt-docs-'));
  const consumer = { provider: shop.provider, name: 'CRM', kind: 'webhook' };
  await writeFile(join(folder, 'consumer.json'), JSON.stringify(consumer));
  await (await openStore(`sqlite:${join(folder, 'ringtrail.db')}`)).close();
  await releaseClosedFiles();
});
afterAll(async () => {
  await ringtrail.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The text that a command of the documentation prints. A command that has no entry fails its test. */
const EXPECTED: Record<string, RegExp> = {
  'providers list': /^ID +NAME +COUNTRY/,
  'providers add name="Harbour Lights" country=US': /^name +Harbour Lights$/m,
  'sites set site_1m85dx9rdvg8fecc \'origins=["https://www.example.com"]\'':
    /^origins +\["https:\/\/www\.example\.com"\]$/m,
  'consumers add --file consumer.json settings.url=https://example.com/hook':
    /^settings\.url +https:\/\/example\.com\/hook$/m,
  'export -o ringtrail.yaml': /^Wrote ringtrail\.yaml\.$/m,
  'apply --dry-run': /^There is no difference\.$/m,
  'store copy --from sqlite:/var/lib/ringtrail/ringtrail.db --to mongodb://127.0.0.1:27017/ringtrail':
    /^The copy is the same\. Its hash is [0-9a-f]{64}$/m,
  // Nobody answers its question here, so it must have nothing to ask.
  apply: /^There is no difference\.$/m,
};

/** Returns the words of a command line, by the quotes of a shell. */
function wordsOf(command: string): string[] {
  const filled = command
    .replace(/site_\w+/, shop.site)
    .replace('/var/lib/ringtrail', folder)
    .replace(/mongodb:\S+/, `sqlite:${folder}/copy.db`);
  return [...filled.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single = '', double = '') => single + double),
  );
}

describe('a command of the documentation', () => {
  it.each(lines)('runs as %s says: ringtrail %s', async (_page, command) => {
    const expected = EXPECTED[command];
    expect(expected, `test/command-docs.test.ts does not know what \`${command}\` prints`).toBeDefined();
    const { code, out, err } = await runCommand(wordsOf(command), {
      env: { HOME: folder, RINGTRAIL_URL: ringtrail.url, RINGTRAIL_KEY: ringtrail.adminKey },
      cwd: folder,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(expected as RegExp);
  });

  it('is found: the table has no other', () => {
    expect([...new Set(lines.map(([, command]) => command))].toSorted()).toEqual(
      Object.keys(EXPECTED).toSorted(),
    );
  });
});
