/** Content security policies, as far as they decide over the tags: Content Security Policy Level 3. */

/** A script that a page wants to load. */
export type LoadedScript = { url: string; nonce: string | null; integrity: string | null };

type Directives = ReadonlyMap<string, readonly string[]>;

/** Returns the policy, of those of a page, that forbids the script, or null when all allow it. */
export function policyAgainstScript(
  policies: readonly string[],
  page: string,
  script: LoadedScript,
): string | null {
  return firstAgainst(policies, ['script-src-elem', 'script-src', 'default-src'], (sources) =>
    allowsScript(sources, page, script),
  );
}

/** Returns the policy that forbids requests to the URL, or null when all allow them. */
export function policyAgainstRequests(policies: readonly string[], page: string, url: string): string | null {
  return firstAgainst(policies, ['connect-src', 'default-src'], (sources) =>
    sources.some((source) => matches(source, url, page)),
  );
}

/** A header may hold several policies, parted by commas. */
function firstAgainst(
  policies: readonly string[],
  names: readonly string[],
  allows: (sources: readonly string[]) => boolean,
): string | null {
  for (const policy of policies.flatMap((text) => text.split(','))) {
    const directives = directivesOf(policy);
    const name = names.find((one) => directives.has(one));
    const sources = name === undefined ? undefined : directives.get(name);
    if (sources && !allows(sources)) return `${name} ${sources.join(' ')}`.trim();
  }
  return null;
}

/** The first directive of a name counts. */
function directivesOf(policy: string): Directives {
  const directives = new Map<string, readonly string[]>();
  for (const part of policy.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    const key = name.toLowerCase();
    if (key && !directives.has(key)) directives.set(key, sources);
  }
  return directives;
}

function allowsScript(sources: readonly string[], page: string, script: LoadedScript): boolean {
  const { url, nonce, integrity } = script;
  if (nonce && sources.includes(`'nonce-${nonce}'`)) return true;
  const hashes = (integrity ?? '').split(/\s+/).filter(Boolean);
  if (hashes.length > 0 && hashes.every((hash) => sources.includes(`'${hash}'`))) return true;
  // Hosts and schemes count for nothing then.
  if (sources.some((source) => source.toLowerCase() === "'strict-dynamic'")) return false;
  return sources.some((source) => matches(source, url, page));
}

/** Returns whether the source expression allows the URL on the page. */
function matches(source: string, address: string, page: string): boolean {
  const url = new URL(address);
  const own = new URL(page);
  const text = source.toLowerCase();
  if (text === "'self'") return url.origin === own.origin || isSecured(own, url);
  if (text.startsWith("'")) return false;
  if (text === '*') return /^https?:$/.test(url.protocol) || url.protocol === own.protocol;
  if (/^[a-z][a-z\d+.-]*:$/.test(text)) return allowsScheme(text, url.protocol);
  return matchesHost(source, url, own);
}

function matchesHost(source: string, url: URL, own: URL): boolean {
  const [, scheme, host = '', port, path = ''] =
    /^(?:([a-z][a-z\d+.-]*:)\/\/)?([^/:]+)(?::(\d+|\*))?(\/.*)?$/i.exec(source) ?? [];
  if (!host || !allowsScheme(scheme?.toLowerCase() ?? own.protocol, url.protocol)) return false;
  const name = host.toLowerCase();
  const isHost = name.startsWith('*.') ? url.hostname.endsWith(name.slice(1)) : url.hostname === name;
  if (!isHost) return false;
  if (port !== '*' && (port ?? '') !== url.port && !(port === defaultPort(url) && url.port === ''))
    return false;
  if (path === '' || path === '/') return true;
  return path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path;
}

function defaultPort({ protocol }: URL): string {
  return protocol === 'https:' ? '443' : '80';
}

/** A source for http allows https too. */
function allowsScheme(allowed: string, actual: string): boolean {
  return allowed === actual || (allowed === 'http:' && actual === 'https:');
}

/** The same host by https, from a page of http, is the page's own. */
function isSecured(own: URL, url: URL): boolean {
  return (
    own.hostname === url.hostname &&
    own.protocol === 'http:' &&
    url.protocol === 'https:' &&
    url.port === own.port
  );
}
