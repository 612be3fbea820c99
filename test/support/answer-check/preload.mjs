/**
 * Reports every answer that a program's HTTP servers give, as a line of JSON on descriptor 3. Node loads this file before the
 * program (`--import`). test/support/answers.ts checks the answers.
 */
import { Server } from 'node:http';
import { Socket } from 'node:net';

const DESCRIPTOR = 3;
const MAX_BYTES = 5_000_000;

const reports = new Socket({ fd: DESCRIPTOR, readable: false });
// Who started the program may end before it, and the program must end by itself while answers are on their way.
reports.on('error', () => undefined).unref();

const { emit } = Server.prototype;
Server.prototype.emit = function emitWatched(event, ...args) {
  if (event === 'request') watch(this, ...args);
  return emit.call(this, event, ...args);
};

function watch(server, { method, url }, response) {
  const { port } = server.address() ?? {};
  const chunks = collect(response);
  response.once('finish', () => {
    const body = response.getHeader('content-encoding') ? null : chunks.text();
    const answer = {
      ...{ port, method, path: url.split('?', 1)[0] },
      ...{ status: response.statusCode, type: chunks.type(), body },
    };
    reports.write(`${JSON.stringify(answer)}\n`);
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
