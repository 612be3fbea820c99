import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import { signedByTelnyx } from '../../src/voice/carriers/telnyx/signature.ts';
import type { SimulatedCarrier } from './simulated-carrier.ts';
import { twilioLikeCall } from './twilio-like-call.ts';

/** The bytes before an Ed25519 private key in the DER form that Node reads. */
const DER_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export const telnyxCall: SimulatedCarrier = {
  name: 'telnyx',
  newCall: (parties, carrierUrl) =>
    twilioLikeCall(
      {
        newId: () => `v3:${randomBytes(24).toString('base64url')}`,
        account: randomUUID(),
        timeOf: (time) => time.toISOString(),
        reportsBridged: false,
      },
      parties,
      carrierUrl,
    ),
  sign({ body }, secret, now) {
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const signature = sign(null, signedByTelnyx(timestamp, Buffer.from(body)), privateKeyOf(secret));
    return {
      'telnyx-timestamp': timestamp,
      'telnyx-signature-ed25519': signature.toString('base64'),
    };
  },
  wrongSecret: (secret) => createHash('sha256').update(secret).digest('base64'),
};

/** Creates a key pair in Telnyx' form: 32 bytes each, in base64. */
export function newTelnyxKeys(): { secret: string; publicKey: string } {
  const secret = randomBytes(32).toString('base64');
  const publicKey = createPublicKey(privateKeyOf(secret)).export({ format: 'der', type: 'spki' });
  return { secret, publicKey: publicKey.subarray(-32).toString('base64') };
}

function privateKeyOf(base64: string): KeyObject {
  const seed = Buffer.from(base64, 'base64');
  if (seed.length !== 32) throw new Error('A private key of Telnyx is 32 bytes in base64.');
  return createPrivateKey({ key: Buffer.concat([DER_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}
