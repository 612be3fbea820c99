import { get } from 'node:http';

export type ServerEvent = { id: string; data: Record<string, unknown> };

export type EventStream = {
  status: number;
  contentType: string;
  /** The next event; heartbeats are passed over, but their ids are kept. */
  next(): Promise<ServerEvent>;
  /** As a browser would send it when it comes back. */
  lastEventId(): string;
  /** Resolves when the server ends it. */
  ended: Promise<void>;
  close(): void;
};

/** Listens to server-sent events as the standard says. @param credentials a key, or the headers of a session */
export function openEventStream(
  url: string,
  credentials: string | Record<string, string>,
  { lastEventId }: { lastEventId?: string } = {},
): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(typeof credentials === 'string' ? { Authorization: `Bearer ${credentials}` } : credentials),
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    };
    const request = get(url, { headers }, (response) => {
      const events: ServerEvent[] = [];
      const waiting: ((event: ServerEvent) => void)[] = [];
      let last = lastEventId ?? '';
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const lines = block.split('\n').map((line) => line.split(/: (.*)/s));
          const value = (name: string) => lines.find(([one]) => one === name)?.[1];
          last = value('id') ?? last;
          const data = value('data');
          if (data === undefined) continue;
          const event = { id: last, data: JSON.parse(data) };
          const wake = waiting.shift();
          if (wake) wake(event);
          else events.push(event);
        }
      });
      const ended = new Promise<void>((done) => response.once('close', done));
      resolve({
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? '',
        next: () =>
          new Promise((wake) => {
            const event = events.shift();
            if (event) wake(event);
            else waiting.push(wake);
          }),
        lastEventId: () => last,
        ended,
        close: () => request.destroy(),
      });
      response.on('error', () => {});
    });
    request.on('error', reject);
  });
}
