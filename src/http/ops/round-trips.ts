import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import {
  isSignedRoundTrip,
  ROUND_TRIP_HEADER,
  ROUND_TRIP_PATH,
  signRoundTrip,
} from '../../domain/round-trip.ts';
import { type Route, rawRoute, route } from '../../kernel/route.ts';

const LIFE_SECONDS = 60;
const MAX_BODY_BYTES = 1000;
const FORM = 'application/x-www-form-urlencoded';

const tag = 'Operating';
const hex = z.string().regex(/^[0-9a-f]{32}$/);

const tripSchema = z
  .object({
    url: z.string().meta({ description: 'The address below `PUBLIC_URL` that answers' }),
    nonce: hex,
    secret: hex.meta({ description: 'Signs this one request and its answer' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'RoundTrip' });

const answerSchema = z
  .object({
    at: z.iso.datetime(),
    base: z.string().nullable().meta({
      description: 'The base URL that a trusted proxy reports. null: there is no trusted proxy',
    }),
    isProxied: z.boolean().meta({ description: 'Whether a proxy reports the client’s address' }),
    signature: z.string().meta({ description: 'The HMAC-SHA256 of the nonce and `at` with the secret' }),
  })
  .meta({ id: 'RoundTripAnswer' });

export type RoundTripOptions = {
  redis: Pick<Redis, 'set' | 'getdel'>;
  publicUrl: () => string;
  now: () => Date;
};

/**
 * Returns the routes that prove that the public URL leads here. An operator begins a round trip, and sends its request to the
 * public URL, as a carrier would: a POST with a signature over the URL and the body. The gateway itself requests nothing.
 */
export function roundTripRoutes({ redis, publicUrl, now }: RoundTripOptions): Route[] {
  const addressOf = () => publicUrl() + ROUND_TRIP_PATH;

  return [
    route({
      method: 'post',
      path: '/v1/round-trips',
      tag,
      summary: 'Begin a round trip, which proves that the public URL leads to this installation',
      scope: 'system:read',
      isOfInstallation: true,
      answers: { 201: { description: 'The request to send within a minute', schema: tripSchema } },
      async handle() {
        const [nonce, secret] = [randomHex(), randomHex()];
        await redis.set(keyOf(nonce), secret, 'EX', LIFE_SECONDS);
        const expiresAt = new Date(now().getTime() + LIFE_SECONDS * 1000).toISOString();
        return { status: 201, body: { url: addressOf(), nonce, secret, expiresAt } };
      },
    }),
    rawRoute({
      method: 'post',
      path: ROUND_TRIP_PATH,
      tag,
      summary: 'Answer the request of a round trip, once. Its signature is the proof of the sender.',
      scope: null,
      rawBody: { contentType: FORM },
      maxBodyBytes: MAX_BODY_BYTES,
      answers: { 200: { description: 'The signed answer', schema: answerSchema } },
      async handle({ body }, { headers, url, forwardedBase }) {
        const text = body.toString('utf8');
        const nonce = new URLSearchParams(text).get('nonce') ?? '';
        const secret = hex.safeParse(nonce).success ? await redis.getdel(keyOf(nonce)) : null;
        if (secret === null) throw new Problem('not_found', 'There is no such round trip, or it has ended.');
        const signature = String(headers[ROUND_TRIP_HEADER] ?? '');
        if (!isSignedRoundTrip(signature, secret, publicUrl() + url, text))
          throw new Problem('signature_invalid', 'The signature does not match the request.');
        const at = now().toISOString();
        const isProxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
        return {
          status: 200,
          body: { at, base: forwardedBase, isProxied, signature: signRoundTrip(secret, nonce, at) },
        };
      },
    }),
  ];
}

function keyOf(nonce: string): string {
  return `ringtrail:round-trip:${nonce}`;
}

function randomHex(): string {
  return randomBytes(16).toString('hex');
}
