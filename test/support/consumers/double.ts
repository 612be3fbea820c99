/** A consumer on loopback. It records the requests and answers as the test says. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
};

export type Reply = { status: number; headers?: Record<string, string>; body?: unknown };
/** Returns the answer to a request. Undefined: the request was answered already, or gets no answer. */
export type Answer = (
  received: Received,
  response: ServerResponse,
  request: IncomingMessage,
) => Reply | undefined | Promise<Reply | undefined>;

export type Double = {
  url: string;
  received: Received[];
  /** Answers all requests from now on. */
  answer: Answer;
  stop(): Promise<void>;
};

export async function startDouble(answer: Answer = () => ({ status: 204 })): Promise<Double> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://double');
    const received: Received = {
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      at: Date.now(),
    };
    double.received.push(received);
    const reply = await double.answer(received, response, request);
    if (!reply) return;
    const { status, headers = {}, body } = reply;
    response
      .writeHead(status, { 'Content-Type': 'application/json', ...headers })
      .end(body === undefined ? '' : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const double: Double = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
}
