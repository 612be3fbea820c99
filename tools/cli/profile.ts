import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CommandError } from './errors.ts';

const profileSchema = z.object({ url: z.url(), key: z.string().min(1) });
/** The Ringtrail that `ringtrail login` saved. */
export type Profile = z.infer<typeof profileSchema>;

/** Returns null where nobody has logged in. Rejects with `CommandError` for a file that it cannot read. */
export async function readProfile(path: string): Promise<Profile | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new CommandError(`${path} cannot be read (${error.code}).`);
  });
  if (text === null) return null;
  try {
    return profileSchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError(`${path} is not a profile. Run \`ringtrail login\` again.`);
  }
}

/** Saves the profile so that only its owner may read it. */
export async function writeProfile(path: string, profile: Profile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 });
}
