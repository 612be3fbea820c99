import { call } from './client.ts';

/** Returns whether this browser can answer with a passkey. */
export function canUsePasskeys(): boolean {
  return typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';
}

/** Signs in by a passkey of this device. Returns false when the person stopped. */
export async function signInByPasskey(): Promise<boolean> {
  const options = await call('POST /v1/session/passkey/options', {});
  const credential = await chosen(options);
  if (!(credential instanceof PublicKeyCredential)) return false;
  const { id, rawId, response } = credential.toJSON();
  if (!('signature' in response)) return false;
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  await call('POST /v1/session/passkey', {
    body: {
      response: {
        ...{ id, rawId, type: 'public-key' },
        response: { clientDataJSON, authenticatorData, signature, userHandle: userHandle ?? null },
      },
    },
  });
  return true;
}

async function chosen(options: PublicKeyCredentialRequestOptionsJSON): Promise<Credential | null> {
  try {
    return await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError') return null;
    throw error;
  }
}
