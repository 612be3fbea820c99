/** Paths of files in PEM for connections by TLS. Without `ca`, the authorities that Node.js knows count. */
export type RedisTlsFiles = { ca: string | null; cert: string | null; key: string | null };

/** Where Redis is: the value of REDIS_URL, or the path of a socket. */
export type RedisPlace = { url: string; tls?: RedisTlsFiles };

type Node = { host: string; port: number };

/** The parts of a URL that names several hosts. */
export type RedisGroup = {
  /** Nodes of a cluster, or sentinels. The others of the group are found by these. */
  nodes: Node[];
  isSecure: boolean;
  username: string | undefined;
  password: string | undefined;
} & ({ kind: 'cluster' } | ({ kind: 'sentinel' } & Watched));

type Watched = {
  /** The name of the master's group in the sentinels. */
  name: string;
  db: number;
  sentinelUsername: string | undefined;
  sentinelPassword: string | undefined;
};

const DEFAULT_PORTS = { cluster: 6379, sentinel: 26_379 };

/** `redis+cluster://user:password@host:port,host:port` or `redis+sentinel://…/name/db?sentinelPassword=…`; `rediss+` by TLS. */
const GROUP =
  /^redis(?<tls>s?)\+(?<kind>cluster|sentinel):\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;

/** Reads the URL of a cluster or of sentinels. Returns null for any other URL. */
export function readGroup(url: string): RedisGroup | null {
  const { tls, kind, login = '', hosts = '', path = '', query } = GROUP.exec(url)?.groups ?? {};
  if (kind !== 'cluster' && kind !== 'sentinel') return null;
  const [username, ...password] = login.split(':');
  const common = {
    nodes: hosts.split(',').map((host) => nodeOf(host, DEFAULT_PORTS[kind])),
    isSecure: tls === 's',
    username: decoded(username),
    password: decoded(password.join(':')),
  };
  if (kind === 'cluster') return { ...common, kind };
  const [name = '', db] = path.split('/');
  const parameters = new URLSearchParams(query);
  return {
    ...common,
    ...{ kind, name: decodeURIComponent(name), db: Number(db ?? 0) },
    sentinelUsername: parameters.get('sentinelUsername') ?? undefined,
    sentinelPassword: parameters.get('sentinelPassword') ?? undefined,
  };
}

function decoded(text: string | undefined): string | undefined {
  return text ? decodeURIComponent(text) : undefined;
}

/** Reads `host:port`. An address of IPv6 is in brackets. */
function nodeOf(text: string, defaultPort: number): Node {
  const { hostname, port } = new URL(`redis://${text}`);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port ? Number(port) : defaultPort };
}
