import { createSeal, type Seal } from '../infra/seal.ts';

/**
 * Returns the seal of people's second factors and of cursors. A key that an operator sets later also opens texts that the data folder's key
 * sealed.
 * @param words those of CREDENTIALS_KEY
 */
export function installationSeal([first, ...others]: readonly string[], ofDataFolder: string): Seal {
  return first === undefined ? createSeal([ofDataFolder]) : createSeal([first, ...others, ofDataFolder]);
}
