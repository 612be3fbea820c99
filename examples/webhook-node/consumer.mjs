/**
 * Receives Ringtrail's webhooks. Run it: npm install standardwebhooks, then RINGTRAIL_SECRET=whsec_… node consumer.mjs. The secret is
 * in the answer that created the consumer.
 */
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const { RINGTRAIL_SECRET, PORT = '3001' } = process.env;
const webhook = new Webhook(RINGTRAIL_SECRET);
const MAX_BODY_BYTES = 100_000;
/** Ringtrail may deliver a webhook again. A real consumer stores these ids for some days. */
const known = new Set();

const server = createServer(async (request, response) => {
  const event = await readEvent(request);
  response.writeHead(event ? 204 : 400).end();
  const id = request.headers['webhook-id'];
  if (!event || known.has(id)) return;
  known.add(id);
  const { call, attribution } = event.data;
  console.log(event.type, call?.id ?? '-', attribution?.source ?? '-', attribution?.confidence ?? '-');
});

/** Resolves with the event, or with null when its signature or its time is wrong. */
async function readEvent(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > MAX_BODY_BYTES) return null;
  }
  try {
    return webhook.verify(body, request.headers);
  } catch {
    return null;
  }
}

server.listen(Number(PORT), () => console.log(`http://localhost:${server.address().port}`));
