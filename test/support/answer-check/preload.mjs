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

/** Collects what the answer is written with, and reports it before its end: a client that has it may kill the program at once. */
function watch(server, { method, url }, response) {
  const { port } = server.address() ?? {};
  const chunks = [];
  let bytes = 0;
  // `writeHead` does not set the headers that it is called with.
  let head = {};
  const collect = (chunk) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) chunks.push(Buffer.from(chunk));
  };
  const { write, end, writeHead } = response;
  response.writeHead = (status, ...rest) => {
    head = rest.at(-1) ?? {};
    return writeHead.call(response, status, ...rest);
  };
  response.write = (chunk, ...rest) => {
    collect(chunk);
    return write.call(response, chunk, ...rest);
  };
  response.end = (chunk, ...rest) => {
    collect(chunk);
    report({
      ...{ port, method, path: url.split('?', 1)[0], status: response.statusCode },
      type: head['Content-Type'] ?? response.getHeader('content-type'),
      body: isReadable(response) && bytes <= MAX_BYTES ? Buffer.concat(chunks).toString('utf8') : null,
    });
    return end.call(response, chunk, ...rest);
  };
}

function isReadable(response) {
  return !response.getHeader('content-encoding');
}

function report(answer) {
  reports.write(`${JSON.stringify(answer)}\n`);
}
