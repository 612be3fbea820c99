/** The answers of authenticators, as `PublicKeyCredential.toJSON()` of a browser writes them (WebAuthn Level 3, 5.1). */
import { z } from 'zod';

const bytes = z.string().max(16_000);

/** Browsers may add members. */
function credentialOf<T extends z.ZodRawShape>(response: T) {
  return z.looseObject({
    id: bytes,
    rawId: bytes,
    type: z.literal('public-key'),
    response: z.looseObject(response),
    clientExtensionResults: z.looseObject({}).default({}),
  });
}

export const registrationSchema = credentialOf({
  clientDataJSON: bytes,
  attestationObject: bytes,
  transports: z.array(z.string().max(32)).max(16).optional(),
}).meta({ description: '`PublicKeyCredential.toJSON()` of `navigator.credentials.create()`' });
export type RegistrationAnswer = z.infer<typeof registrationSchema>;

export const assertionSchema = credentialOf({
  clientDataJSON: bytes,
  authenticatorData: bytes,
  signature: bytes,
  userHandle: bytes.nullish(),
}).meta({ description: '`PublicKeyCredential.toJSON()` of `navigator.credentials.get()`' });
export type AssertionAnswer = z.infer<typeof assertionSchema>;
