import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, route } from '../../kernel/route.ts';
import { type ConsoleFile, consoleFiles } from './files.ts';
import { CONSOLE_PATHS } from './paths.ts';

/** The name of an asset holds the hash of its content, so the content never changes. */
const CACHE_FOREVER = 'public, max-age=31536000, immutable';
/** The page names the assets of its build. A browser asks for it each time. */
const ASK_EACH_TIME = 'no-cache';

/** The files of the API reference. Their names hold no hash. */
const OF_REFERENCE = new Set(['redoc.js', 'reference.js', 'reference.css', 'reference.svg']);

/** The page loads its own files and asks its own gateway. It runs no other script and has no other style. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Redoc writes its styles into the page, and searches in a worker that it makes. It reaches no other host either. */
const REFERENCE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const common = { tag: 'Console', scope: null, isUndocumented: true, answers: {} } as const;

/** Returns the routes of the console: its page at each of its paths, and its assets. */
export function consoleRoutes(folder: URL): Route[] {
  const find = consoleFiles(folder);
  const page = async (headers: IncomingHttpHeaders) => {
    const file = await find('index.html');
    if (!file) throw new Problem('not_found', 'The console is not built.');
    const answer = sendFile(file, ASK_EACH_TIME, headers);
    return { ...answer, headers: { ...answer.headers, 'Content-Security-Policy': CONTENT_SECURITY_POLICY } };
  };
  const reference = async (headers: IncomingHttpHeaders) => {
    const file = await find('reference.html');
    if (!file) throw new Problem('not_found', 'The API reference is not built.');
    const answer = sendFile(file, ASK_EACH_TIME, headers);
    return { ...answer, headers: { ...answer.headers, 'Content-Security-Policy': REFERENCE_POLICY } };
  };
  return [
    route({
      ...common,
      method: 'get',
      path: '/docs',
      summary: 'The API reference',
      handle: (_input, { headers }) => reference(headers),
    }),
    ...CONSOLE_PATHS.map((path) =>
      route({
        ...common,
        method: 'get',
        path,
        summary: 'The console',
        handle: (_input, { headers }) => page(headers),
      }),
    ),
    route({
      ...common,
      method: 'get',
      path: '/console/{file}',
      summary: 'An asset of the console',
      params: z.object({ file: z.string().max(200) }),
      handle: async ({ params }, { headers }) => {
        const file = await find(params.file);
        if (!file) throw new Problem('not_found', `There is no file ${params.file}.`);
        return sendFile(file, OF_REFERENCE.has(params.file) ? ASK_EACH_TIME : CACHE_FOREVER, headers);
      },
    }),
  ];
}

/** Answers with the file in the smallest form that the browser takes, or with 304 where the browser has it. */
function sendFile(file: ConsoleFile, caching: string, requested: IncomingHttpHeaders): HttpResult {
  const etag = `"${file.hash}"`;
  const headers = {
    'Content-Type': file.type,
    'Cache-Control': caching,
    ETag: etag,
    Vary: 'Accept-Encoding',
  };
  if (requested['if-none-match']?.includes(etag)) return { status: 304, headers };
  const encoding = (['br', 'gzip'] as const).find((one) => file[one] && accepts(requested, one));
  const text = encoding && file[encoding];
  if (!text) return { status: 200, headers, text: file.plain };
  return { status: 200, headers: { ...headers, 'Content-Encoding': encoding }, text };
}

/** Returns whether the browser accepts the encoding. `gzip;q=0` refuses it. */
function accepts({ 'accept-encoding': accepted = '' }: IncomingHttpHeaders, encoding: string): boolean {
  return `${accepted}`
    .split(',')
    .map((part) => part.trim().toLowerCase().replaceAll(' ', ''))
    .some((part) => part === encoding || (part.startsWith(`${encoding};`) && !/;q=0(\.0*)?$/.test(part)));
}
