import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Answer, answerChecker } from './answer-check/load.ts';
import type { OpenApi } from './openapi.ts';

const root = new URL('../..', import.meta.url);
const CACHE = fileURLToPath(new URL('node_modules/.cache/ringtrail', root));

type Reported = Answer & { port: number };

/** Checks the answers of a program that test/support/answer-check/preload.mjs reports. */
export class ReportedAnswers {
  readonly #lines: AsyncIterable<string>;
  #faults: Promise<Set<string>> | undefined;

  constructor(reports: Readable) {
    this.#lines = createInterface({ input: reports });
  }

  /** Begins to check, by the OpenAPI document of the server at the URL. Answers of the program's other servers have none. */
  async checkBy(url: string): Promise<void> {
    const document = await documentOf(url);
    this.#faults = this.#check(document, Number(new URL(url).port));
  }

  /** Resolves with the faults once the program has ended. */
  async faults(): Promise<string[]> {
    return [...((await this.#faults) ?? [])];
  }

  async #check(document: string, port: number): Promise<Set<string>> {
    const faults = new Set<string>();
    for await (const line of this.#lines) {
      const answer = JSON.parse(line) as Reported;
      const fault = answer.port === port ? checkerBy(document)(answer) : null;
      if (fault !== null) faults.add(`AN ANSWER IS OFF ITS SCHEMA: ${fault}`);
    }
    return faults;
  }
}

const checkers = new Map<string, ReturnType<typeof answerChecker>>();

function checkerBy(document: string): ReturnType<typeof answerChecker> {
  const known = checkers.get(document) ?? answerChecker(JSON.parse(document) as OpenApi);
  checkers.set(document, known);
  return known;
}

/**
 * Returns the OpenAPI document of the server. Servers of the same build have the same one, and a server takes long to make it: the first of
 * a build is asked, and all test files read its answer.
 */
async function documentOf(url: string): Promise<string> {
  const build = await readFile(new URL('dist/.sources', root), 'utf8');
  const path = join(CACHE, `openapi-${build}.json`);
  const cached = await readFile(path, 'utf8').catch(() => null);
  if (cached !== null) return cached;
  const text = await (await fetch(`${url}/openapi.json`)).text();
  await mkdir(CACHE, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
  return text;
}
