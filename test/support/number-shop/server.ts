import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ShopAccount } from './account.ts';

/** A request as the APIs of the doubles read it. */
export type ShopRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  json: unknown;
};
/** `null`: the double closes the connection without an answer. */
export type ShopAnswer = { status: number; body?: unknown; headers?: Record<string, string> } | null;
export type ShopApi = {
  authorization: string;
  answer: (request: ShopRequest, account: ShopAccount) => Promise<ShopAnswer>;
};

export type ShopDouble = {
  url: string;
  account: ShopAccount;
  requests: string[];
  close: () => Promise<void>;
};

/** Starts a carrier's API on this machine. It refuses requests without the account's secret. */
export async function startShop(api: ShopApi, port = 0): Promise<ShopDouble> {
  const account = new ShopAccount();
  const requests: string[] = [];

  async function answer(request: IncomingMessage): Promise<ShopAnswer> {
    const url = new URL(request.url ?? '', 'http://double.example');
    requests.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== api.authorization)
      return { status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const isJson = request.headers['content-type']?.includes('json') ?? false;
    return api.answer(
      {
        ...{ method: request.method ?? '', path: url.pathname, query: url.searchParams },
        form: new URLSearchParams(isJson ? '' : text),
        json: isJson && text ? JSON.parse(text) : null,
      },
      account,
    );
  }

  const server = createServer(async (request, response) => {
    const answered = await answer(request);
    if (answered === null) return void request.socket.destroy();
    const { status, body, headers } = answered;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body), () => void account.onMoment('answered'));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, account, requests, close };
}
