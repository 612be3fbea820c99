/**
 * Yields the spellings of a URL that a carrier may have signed: as received, without or with the default port, with an
 * escaped apostrophe, with non-ASCII characters escaped or not. A `#fragment` is neither sent nor signed. The function
 * works on text, because WHATWG's URL changes the host's case and the path.
 */
export function* spellingsOf(received: string): Generator<string> {
  const url = received.split('#', 1)[0] ?? received;
  const seen = new Set<string>();
  for (const text of [url, escapeApostrophes(url), unescapeUnicode(url), escapeUnicode(url)]) {
    for (const spelling of withPorts(text)) {
      if (seen.has(spelling)) continue;
      seen.add(spelling);
      yield spelling;
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

function escapeApostrophes(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query) + url.slice(query).replaceAll("'", '%27');
}

function unescapeUnicode(url: string): string {
  return url.replace(/(?:%[89a-f][0-9a-f])+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

function escapeUnicode(url: string): string {
  return url.replace(/[\u0080-\ud7ff\ue000-\u{10ffff}]+/gu, (characters) => encodeURIComponent(characters));
}
