import { call } from '../../api/client.ts';

/** What came of a new passkey. `present`: the device has one of the person already. `stopped`: the person made none. */
export type Added = 'added' | 'present' | 'stopped';

/** Makes a passkey on this device and adds it to the person. */
export async function addPasskey(name: string): Promise<Added> {
  const options = await call('POST /v1/passkeys/options', {});
  const credential = await create(options);
  if (credential === 'present') return 'present';
  if (!(credential instanceof PublicKeyCredential)) return 'stopped';
  const { id, rawId, response } = credential.toJSON();
  if (!('attestationObject' in response)) return 'stopped';
  const { clientDataJSON, attestationObject, transports } = response;
  await call('POST /v1/passkeys', {
    body: {
      name,
      response: {
        ...{ id, rawId, type: 'public-key' },
        response: { clientDataJSON, attestationObject, transports },
      },
    },
  });
  return 'added';
}

async function create(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<Credential | 'present' | null> {
  try {
    return await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') return 'present';
    if (error instanceof DOMException && error.name === 'NotAllowedError') return null;
    throw error;
  }
}
