import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** What a route knows of a request besides its checked input; of no framework. */
export type Asked = {
  headers: IncomingHttpHeaders;
  /** The client's address: that of the connection, or what a trusted proxy says. */
  address: string;
};

/** What to answer: JSON as `body`, or `text` as it is (compressed, where the headers say so), or nothing. */
export type Result = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string | Uint8Array;
};

export function sendResult(response: ServerResponse, { status, headers, body, text }: Result): void {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(content),
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    })
    .end(content);
}
