import type { AddressInfo } from 'node:net';
import express from 'express';
import { ANSWER } from './answer.ts';

/** Ceiling (b): Express with the same JSON body and a constant answer. */
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/v1/allocations', express.json(), (_request, response) => {
  response.json(ANSWER);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(String((server.address() as AddressInfo).port));
});
