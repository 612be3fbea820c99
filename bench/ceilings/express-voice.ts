import type { AddressInfo } from 'node:net';
import express from 'express';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { PUBLIC_URL, TOKEN, VOICE_PATH } from '../support/webhooks.ts';

/** The ceiling of voice: an Express route that parses the form and checks the signature with Twilio's library. */
const DOCUMENT =
  '<?xml version="1.0" encoding="UTF-8"?><Response><Dial answerOnBridge="true" timeout="30" ' +
  `action="${PUBLIC_URL}/v1/carriers/twilio/dial" method="POST"><Number ` +
  `statusCallback="${PUBLIC_URL}/v1/carriers/twilio/status" statusCallbackMethod="POST" ` +
  'statusCallbackEvent="initiated ringing answered completed">+12025550199</Number></Dial></Response>';

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post(VOICE_PATH, express.urlencoded({ extended: false }), (request, response) => {
  const signature = request.get('x-twilio-signature') ?? '';
  if (!validateRequest(TOKEN, signature, PUBLIC_URL + request.originalUrl, request.body)) {
    response.status(403).end();
    return;
  }
  response.type('text/xml').send(DOCUMENT);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(String((server.address() as AddressInfo).port));
});
