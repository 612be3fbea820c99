import { connect, type Socket } from 'node:net';

export type Load = {
  port: number;
  connections: number;
  /** The time for which requests are sent, in milliseconds. */
  durationMs: number;
  /** Returns the next request: a POST unless it names another method. Its body is JSON unless its headers name another type. */
  next: () => { method?: string; path: string; body: string; headers?: Readonly<Record<string, string>> };
  /** Throws when the answer is wrong. */
  check: (status: number, body: string, path: string) => void;
};

export type LoadResult = {
  requests: number;
  seconds: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
};

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Sends requests over keep-alive connections, one at a time on each, and checks every answer. It understands answers with a
 * Content-Length only, so it uses little CPU beside the server that it measures.
 */
export async function loadHttp(load: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + load.durationMs;
  await Promise.all(Array.from({ length: load.connections }, () => drive(load, until, latencies)));
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    requests: latencies.length,
    seconds,
    perSecond: latencies.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

function drive({ port, next, check }: Load, until: number, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received: Buffer = Buffer.alloc(0);
    let sentAt = 0;
    let path = '';

    const send = () => {
      const request = next();
      path = request.path;
      sentAt = performance.now();
      const headers = { 'Content-Type': 'application/json', ...request.headers };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(
        `${request.method ?? 'POST'} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(request.body)}\r\n\r\n${request.body}`,
      );
    };

    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const end = headEnd + HEAD_END.length + length;
      if (received.length < end) return;
      latencies.push(performance.now() - sentAt);
      try {
        check(Number(head.slice(9, 12)), received.toString('utf8', headEnd + HEAD_END.length, end), path);
      } catch (error) {
        socket.destroy();
        reject(error);
        return;
      }
      received = received.subarray(end);
      if (performance.now() < until) {
        send();
        return;
      }
      socket.end();
      resolve();
    });
  });
}
