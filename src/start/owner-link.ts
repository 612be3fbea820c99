import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';

export type OwnerLinkOptions = {
  dataDir: string;
  /** Makes a one-time link for the first owner; null once there is one. */
  make: () => Promise<string | null>;
  log: Logger;
  /** Whether a person reads the output. A log of everything printed must not hold the link. */
  isTerminal: boolean;
};

/**
 * Makes the link by which the first owner signs in, until there is an owner. Returns the text that the announcement shows: the link
 * itself at a terminal, otherwise the file that only this user can read. Returns null when there is an owner.
 */
export async function offerOwnerLink({
  dataDir,
  make,
  log,
  isTerminal,
}: OwnerLinkOptions): Promise<string | null> {
  const path = join(dataDir, 'owner-link');
  try {
    const link = await make();
    // The mode of a file that exists would stay.
    await rm(path, { force: true });
    if (link === null || isTerminal) return link;
    await writeFile(path, `${link}\n`, { mode: 0o600 });
    return `a one-time link is in ${path}`;
  } catch (error) {
    log.warn({ err: error }, 'there is no link for the first owner; ringtrail owner-link makes one');
    return null;
  }
}
