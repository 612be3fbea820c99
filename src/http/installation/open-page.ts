import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Answer, Read } from '../../infra/outgoing.ts';

const MAX_REDIRECTS = 5;
export const MAX_PAGE_BYTES = 2_000_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HTML = /^\s*(text\/html|application\/xhtml\+xml)\b/i;
/** The name of a usual browser. Sites that refuse unknown programs then answer as they answer visitors. */
const HEADERS = {
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Ringtrail-Check',
  Accept: 'text/html,application/xhtml+xml',
  'Accept-Encoding': 'gzip, deflate, br',
};
const DECODERS: Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** A page as it was received. */
export type Page = {
  url: string;
  bytes: Uint8Array;
  contentType: string;
  /** The content security policies of the answer's headers. */
  policies: string[];
  isCut: boolean;
};

export type OpenedPage =
  | { type: 'page'; page: Page }
  /** `url` is the address of the last redirect. */
  | { type: 'refused' | 'unreachable' | 'too_many_redirects'; url: string; detail: string }
  | { type: 'bad_status'; url: string; status: number }
  | { type: 'not_html'; url: string; contentType: string };

/** Opens the page as a browser does, and follows its redirects. Each one passes the check of addresses. */
export async function openPage(read: Read, address: string): Promise<OpenedPage> {
  let url = address;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const exchange = await read({ method: 'GET', url, headers: HEADERS, body: null });
    if (exchange.type !== 'answered')
      return { type: exchange.type === 'refused' ? 'refused' : 'unreachable', url, detail: exchange.detail };
    const { location } = exchange.headers;
    if (!REDIRECTS.has(exchange.status) || typeof location !== 'string') return pageFrom(exchange, url);
    const next = URL.canParse(location, url) ? new URL(location, url) : null;
    if (next === null || !/^https?:$/.test(next.protocol))
      return { type: 'unreachable', url, detail: `The page redirects to ${location.slice(0, 200)}.` };
    url = next.href;
  }
  return { type: 'too_many_redirects', url, detail: `There were more than ${MAX_REDIRECTS} redirects.` };
}

function pageFrom({ status, headers, bytes, isCut }: Answer, url: string): OpenedPage {
  if (status < 200 || status > 299) return { type: 'bad_status', url, status };
  const contentType = String(headers['content-type'] ?? '');
  if (!HTML.test(contentType)) return { type: 'not_html', url, contentType };
  const decoded = decode(bytes, String(headers['content-encoding'] ?? ''));
  if (decoded === null)
    return { type: 'unreachable', url, detail: 'The answer is packed in a way that cannot be read.' };
  return {
    type: 'page',
    page: {
      ...{ url, contentType, isCut, bytes: decoded },
      policies: [headers['content-security-policy'] ?? []].flat(),
    },
  };
}

/** Returns the unpacked bytes, or null when they are too many or broken. */
function decode(bytes: Buffer, encoding: string): Buffer | null {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return bytes;
  try {
    return DECODERS[name]?.(bytes, { maxOutputLength: 2 * MAX_PAGE_BYTES }) ?? null;
  } catch {
    return null;
  }
}
