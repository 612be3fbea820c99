/** A web site with the tags on its pages, and a gateway that answers them by rote; each on an origin of its own. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { diallingOf } from '../../src/domain/dialling.ts';
import type { TagSettings } from '../../src/domain/tag-settings.ts';
import { type Tag, tagScripts } from '../../src/http/tags/tag-scripts.ts';
import type { CombinedConfig } from '../../src/tags/config.ts';
import { WATCH } from '../browser/faults.ts';
import { tagFolder } from './tags.ts';

export type FakeEndpoint = {
  callingCode: string;
  national: string;
  /** What its pages are turns, the next one at each allocation, the last one for ever. */
  gives: { number: string; national: string }[];
};

export type Received = { method: string; path: string; type: string; body: unknown };

export type FakeGateway = {
  /** The site's address. */
  site: string;
  received: Received[];
  /** Pages besides those of the folder, by their path. */
  pages: Map<string, string>;
  /** Bodies that came to this path, hits one by one. */
  bodies(path: string): Record<string, unknown>[];
  hits(type: string): Record<string, unknown>[];
  /** How the gateway is now; each test begins with the normal one. */
  mood: Mood;
  reset(): void;
  stop(): Promise<void>;
};

type Mood = {
  /** The tags of the pages, whatever they say themselves; `communication:uk` is one of another endpoint. */
  tags: string | undefined;
  /** What the site asks of them. */
  settings: Partial<TagSettings>;
  /** Seconds until the script comes. */
  late: Partial<Record<Tag, number>>;
  /** Milliseconds until an answer comes. */
  slow: number;
  status: number;
  renewalStatus: number;
  renewAfterSeconds: number;
  /** Answers each page with the same link. */
  sameLink: boolean;
};

const PAGES = new URL('../browser/pages/', import.meta.url);
const SITE = 'site_test';
const NONCE = 'n0nce';

export async function startFakeGateway(endpoints: Record<string, FakeEndpoint>): Promise<FakeGateway> {
  const folder = await tagFolder();
  const scriptOf = tagScripts(folder);
  const element = readFileSync(new URL('ringtrail-number.js', folder), 'utf8');
  const received: Received[] = [];
  const turns = new Map<string, number>();
  const normal = (): Mood => ({
    tags: undefined,
    settings: {},
    late: {},
    slow: 0,
    status: 200,
    renewalStatus: 200,
    renewAfterSeconds: 30,
    sameLink: false,
  });
  /** By its link: the endpoint, and which of its numbers. */
  const linked = new Map<string, { id: string; turn: number }>();
  let links = 0;
  /** The number of links of earlier tests. Their pages may report that they leave after the next page has opened. */
  let past = 0;

  const gateway = createServer((request, response) => void answer(request, response));
  const site = createServer((request, response) => sendPage(request, response));
  const api = await listening(gateway);
  const origin = await listening(site);

  const fake: FakeGateway = {
    site: origin,
    received,
    pages: new Map(),
    mood: normal(),
    bodies: (path) =>
      received.filter((one) => one.path === path && one.method === 'POST').map((one) => one.body as never),
    hits: (type) =>
      fake
        .bodies('/v1/hits')
        .flat()
        .filter((hit) => (hit as { type: string }).type === type) as never,
    reset() {
      past = links;
      received.length = 0;
      turns.clear();
      fake.mood = normal();
    },
    async stop() {
      for (const server of [gateway, site]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
  return fake;

  function configOf(id: string, settings: string | null): CombinedConfig {
    const { callingCode, national } = endpoints[id] as FakeEndpoint;
    return {
      api,
      site: SITE,
      bucketing: ['source', 'medium'],
      endpoint: id,
      ...diallingOf(`+${callingCode}${national}`),
      ...JSON.parse(settings ?? '{}'),
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { mood } = fake;
    const url = new URL(request.url ?? '/', api);
    const script = /^\/tags\/(\w+)\.js$/.exec(url.pathname)?.[1] as Tag | undefined;
    if (script) {
      await seconds(mood.late[script] ?? 0);
      response.setHeader('Content-Type', 'text/javascript');
      const { searchParams } = url;
      const config = configOf(searchParams.get('endpoint') ?? 'us', searchParams.get('settings'));
      response.end(scriptOf(script, config).text);
      return;
    }
    if (url.pathname === '/tags/ringtrail-number.js') {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(element);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text ? JSON.parse(text) : undefined;
    const type = request.headers['content-type'] ?? '';
    const link = /link_(\d+)/.exec(url.pathname + text)?.[1];
    if (link === undefined || Number(link) > past) {
      received.push({ method: request.method ?? '', path: url.pathname, type, body });
    }
    await seconds(mood.slow / 1000);
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (url.pathname === '/v1/hits') response.writeHead(202).end();
    else if (url.pathname === '/v1/allocations') {
      const id = (body as { endpoint: string }).endpoint;
      const turn = turns.get(id) ?? 0;
      turns.set(id, turn + 1);
      const link = `link_${mood.sameLink && links > past ? links : ++links}`;
      linked.set(link, { id, turn });
      sendNumber(response, mood.status, link);
    } else sendNumber(response, mood.renewalStatus, url.pathname.split('/')[3] ?? '');
  }

  function sendNumber(response: ServerResponse, status: number, link: string): void {
    const { id, turn } = linked.get(link) ?? { id: '', turn: 0 };
    const gives = endpoints[id]?.gives ?? [];
    const number = gives[Math.min(turn, gives.length - 1)];
    const { renewAfterSeconds } = fake.mood;
    const allocation = { ...number, keyedBy: 'session', reason: 'within_threshold', link, renewAfterSeconds };
    const none = { number: null, national: null, keyedBy: 'none', reason: 'no_number_free', link: null };
    response.writeHead(status).end(JSON.stringify(number ? allocation : none));
  }

  /** A page of the folder; its root element says which endpoint, tags, settings and policy it has. */
  function sendPage(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const page = fake.pages.get(pathname) ?? readPage(pathname);
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    const said = (name: string) => RegExp(`<html[^>]* data-${name}=(["'])(.+?)\\1`, 'is').exec(page)?.[2];
    const endpoint = searchParams.get('endpoint') ?? said('endpoint') ?? '';
    const settings = JSON.stringify({ ...JSON.parse(said('settings') ?? '{}'), ...fake.mood.settings });
    const tags = (fake.mood.tags ?? said('tags') ?? 'analytics communication').split(' ').map((tag) => {
      const [name, ofEndpoint = endpoint] = tag.split(':');
      const query = `endpoint=${ofEndpoint}&amp;settings=${encodeURIComponent(settings)}`;
      return `<script async="" nonce="${NONCE}" src="${api}/tags/${name}.js?${query}"></script>`;
    });
    const watch = `<script nonce="${NONCE}">//<![CDATA[\n${WATCH}//]]></script>`;
    const policy = /<html[^>]* data-csp="([^"]+)"/i.exec(page)?.[1];
    if (policy) {
      response.setHeader(
        'Content-Security-Policy',
        policy.replaceAll('NONCE', NONCE).replaceAll('GATEWAY', api),
      );
    }
    const type = pathname.endsWith('.xhtml') ? 'application/xhtml+xml' : 'text/html';
    response.setHeader('Content-Type', `${type}; charset=utf-8`);
    response.end(page.replace('<!-- tags -->', () => [watch, ...tags].join('\n')));
  }
}

function readPage(path: string): string | undefined {
  try {
    return readFileSync(new URL(`.${path}`, PAGES), 'utf8');
  } catch {
    return undefined;
  }
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000));
}
