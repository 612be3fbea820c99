import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The faults of the proxy at the public URL. */
export type ProxyFault =
  | 'away'
  | 'redirects'
  | 'another server'
  | 'changes bodies'
  | 'late clock'
  | 'reports clients';

/** The world outside: the proxy at the public URL, the page of the site, and the system of a consumer. */
export type Outside = {
  url: string;
  /** Where the proxy sends requests. */
  gateway: string;
  fault: ProxyFault | null;
  page: string;
  /** Another host name that the page redirects to. */
  pageHost: string | null;
  consumerStatus: number;
  close: () => void;
};

const HOUR_MS = 3_600_000;

export async function startOutside(): Promise<Outside> {
  const outside: Outside = {
    ...{ url: '', gateway: '', fault: null, page: '', pageHost: null, consumerStatus: 204 },
    close: () => server.close(),
  };
  const server = createServer((incoming, response) => void serve(incoming, response));

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '' } = incoming;
    const body = await buffer(incoming);
    if (url === '/consumer') return void response.writeHead(outside.consumerStatus).end();
    if (url === '/') return void servePage(incoming, response);
    pass(incoming, body, response);
  }

  function servePage({ headers: { host = '' } }: IncomingMessage, response: ServerResponse): void {
    const { page, pageHost } = outside;
    if (pageHost && !host.startsWith(pageHost))
      response.writeHead(302, { Location: outside.url.replace('127.0.0.1', pageHost) }).end();
    else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  }

  function pass(incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { fault, gateway } = outside;
    if (fault === 'away') return void incoming.socket.destroy();
    if (fault === 'redirects') return void response.writeHead(301, { Location: `${gateway}/` }).end();
    if (fault === 'another server') return void response.end('<p>It works!</p>');
    const sent = fault === 'changes bodies' ? Buffer.from(body.toString().replaceAll('%7e', '~')) : body;
    const headers = {
      ...incoming.headers,
      'content-length': String(sent.length),
      ...(fault === 'reports clients' && { 'x-forwarded-for': '192.0.2.7' }),
    };
    const passed = request(gateway + incoming.url, { method: incoming.method, headers }, (answer) => {
      const late = new Date(Date.now() - HOUR_MS).toUTCString();
      response.writeHead(answer.statusCode ?? 502, {
        ...answer.headers,
        ...(fault === 'late clock' && { date: late }),
      });
      answer.pipe(response);
    });
    passed.end(sent);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  outside.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return outside;
}
