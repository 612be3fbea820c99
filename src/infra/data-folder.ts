import { existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

/** The data folder, or a file in it, cannot be used. The message says what to do. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** The folder in a data folder that exists while a back-up is being restored there. */
export const RESTORING = 'restoring';

/**
 * Creates the folder where it is missing. Rejects with `DataFolderError` when no file can be written in it, or when a restore has not
 * ended there.
 */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  if (existsSync(join(dataDir, RESTORING)))
    throw new DataFolderError(
      `The restore of a back-up into ${dataDir} has not ended. Wait for it, or restore the back-up again.`,
    );
  const probe = join(dataDir, `.${process.pid}.probe`);
  try {
    await makeFolder(dataDir);
    await writeFile(probe, 'probe');
    await rm(probe);
  } catch (error) {
    throw new DataFolderError(explain(dataDir, (error as NodeJS.ErrnoException).code), { cause: error });
  }
}

/** Creates the folder and its parents. Node's own recursion never ends in file systems such as /proc. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

/** Returns a `DataFolderError` for the error of a file in the folder, and any other error as it is. */
export function explainFileError(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error)) return error;
  const { path: file, code, address } = error as NodeJS.ErrnoException & { address?: string };
  const path = file ?? address;
  if (!path || !`${path}${sep}`.startsWith(`${dataDir}${sep}`)) return error;
  return new DataFolderError(explain(path, code), { cause: error });
}

function explain(path: string, code = 'unknown reason'): string {
  return `${path} cannot be written (${code}). ${REMEDIES[code] ?? 'Set DATA_DIR to a folder that this user may write to.'}`;
}

const PERMISSION = 'Give it to the user that runs Ringtrail, or set DATA_DIR to a folder of this user.';
const FULL = 'Free space on its disk, or set DATA_DIR to a folder on another disk.';
const NO_FOLDER =
  'A file is where a folder is needed. Move the file away, or set DATA_DIR to another folder.';
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: 'Its disk is read-only. Set DATA_DIR to a folder on another disk.',
  ENOSPC: FULL,
  EDQUOT: FULL,
  ENOTDIR: NO_FOLDER,
  EEXIST: NO_FOLDER,
  EISDIR: 'A folder is where a file is needed. Move the folder away, or set DATA_DIR to another folder.',
};
