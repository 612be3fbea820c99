import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook that the consumer has taken. */
export type TakenEvent = { id: string; type: string; call: string; times: number };

/** The consumer of the run: it counts webhooks by the id of their event. */
export type Consumer = {
  url: string;
  events: ReadonlyMap<string, TakenEvent>;
  stop(): Promise<void>;
};

/** @param forgets says whether to take a webhook and lose it, by the count of webhooks */
export async function startConsumer(forgets: (count: number) => boolean): Promise<Consumer> {
  const events = new Map<string, TakenEvent>();
  let count = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const id = String(request.headers['webhook-id']);
    const { type, data } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      type: string;
      data: { call: { carrierCallId: string } };
    };
    if (!forgets(++count)) {
      const times = (events.get(id)?.times ?? 0) + 1;
      events.set(id, { id, type, call: data.call.carrierCallId, times });
    }
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    events,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
