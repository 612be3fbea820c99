import { querySpellingsOf } from './query-spellings.ts';
import { escapeUnicode, unescapeUnicode } from './unicode-escapes.ts';

/**
 * Yields the spellings of a URL that a carrier may have signed: as received, without or with the default port, with
 * non-ASCII characters escaped or not, and with the query in the spelling of another encoder. A `#fragment` is neither
 * sent nor signed. The function works on text, because WHATWG's URL changes the host's case and the path.
 */
export function* spellingsOf(received: string): Generator<string> {
  const url = received.split('#', 1)[0] ?? received;
  const mark = url.indexOf('?');
  const base = mark < 0 ? url : url.slice(0, mark);
  const queries = mark < 0 ? [''] : querySpellingsOf(url.slice(mark + 1)).map((query) => `?${query}`);
  const seen = new Set<string>();
  for (const query of queries) {
    for (const text of [base, unescapeUnicode(base), escapeUnicode(base)]) {
      for (const spelling of withPorts(text + query)) {
        if (seen.has(spelling)) continue;
        seen.add(spelling);
        yield spelling;
      }
    }
  }
}

/** `user` ends with an at sign, `port` starts with a colon, `rest` is path and query. Each may be missing. */
const PARTS = /^(https?):\/\/([^/?]*@)?([^/?@]*?)(:\d+)?([/?].*)?$/s;

function withPorts(url: string): string[] {
  const parts = PARTS.exec(url);
  if (!parts) return [url];
  const [, scheme = '', user = '', host = '', port = '', rest = ''] = parts;
  const standard = scheme === 'https' ? ':443' : ':80';
  return [port, port ? '' : standard].map((spelling) => `${scheme}://${user}${host}${spelling}${rest}`);
}
