/**
 * Checks every answer that a program's HTTP server gives against its own OpenAPI document. Node loads this file before
 * the program (`--import`). A fault is written to the standard error output. test/support/ringtrail.ts looks for it.
 */
import { get, Server } from 'node:http';
import { answerChecker } from './checker.mjs';

const MARK = 'AN ANSWER IS OFF ITS SCHEMA';
const MAX_BYTES = 5_000_000;

/** The checker of each server. Its document is read once, when the first request comes. */
const checkers = new WeakMap();

const { emit } = Server.prototype;
Server.prototype.emit = function emitChecked(event, ...args) {
  if (event === 'request') watch(this, ...args);
  return emit.call(this, event, ...args);
};

function watch(server, request, response) {
  const { method, url } = request;
  if (url === '/openapi.json') return;
  const chunks = collect(response);
  response.once('finish', async () => {
    const check = await checkerOf(server);
    const encoding = response.getHeader('content-encoding');
    const fault = check?.({
      method,
      path: url.split('?', 1)[0],
      status: response.statusCode,
      type: chunks.type(),
      body: encoding ? null : chunks.text(),
    });
    if (fault) process.stderr.write(`${MARK}: ${fault}\n`);
  });
}

/** Collects the written bytes and the content type: `writeHead` does not set the headers that it is given. */
function collect(response) {
  const chunks = [];
  let bytes = 0;
  let head = {};
  const keep = (chunk) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) chunks.push(Buffer.from(chunk));
  };
  const { write, end, writeHead } = response;
  response.write = (chunk, ...rest) => {
    keep(chunk);
    return write.call(response, chunk, ...rest);
  };
  response.end = (chunk, ...rest) => {
    keep(chunk);
    return end.call(response, chunk, ...rest);
  };
  response.writeHead = (status, ...rest) => {
    head = rest.at(-1) ?? {};
    return writeHead.call(response, status, ...rest);
  };
  return {
    text: () => (bytes > MAX_BYTES ? null : Buffer.concat(chunks).toString('utf8')),
    type: () => head['Content-Type'] ?? response.getHeader('content-type'),
  };
}

function checkerOf(server) {
  if (!checkers.has(server))
    checkers.set(
      server,
      readDocument(server).then((text) => text && answerChecker(text)),
    );
  return checkers.get(server);
}

/** Returns the document, or null of a server that has none: that of the metrics' own port. */
function readDocument(server) {
  const { address, port } = server.address() ?? {};
  return new Promise((resolve) => {
    get({ host: address, port, path: '/openapi.json', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(text) : null));
    }).on('error', () => resolve(null));
  });
}
