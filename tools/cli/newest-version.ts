import { z } from 'zod';

const TIMEOUT_MS = 4000;
/** The part of the registry's answer to `GET /<package>/latest` that is read. */
const latestSchema = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]*$/) });

export type Newest = { newest: string } | { newest: null; reason: string };

/** Asks an npm registry for the newest version of a package. An answer that is late or wrong is a reason, and no error. */
export async function newestVersion(
  name: string,
  registryUrl: string,
  timeoutMs = TIMEOUT_MS,
): Promise<Newest> {
  try {
    const response = await fetch(`${registryUrl.replace(/\/+$/, '')}/${name}/latest`, {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) return { newest: null, reason: `it answered ${response.status}` };
    return { newest: latestSchema.parse(await response.json()).version };
  } catch (error) {
    return { newest: null, reason: reasonOf(error as Error) };
  }
}

/** Returns why there is no answer. The error's own message may hold the registry's URL with a password. */
function reasonOf({ name, cause }: Error): string {
  if (name === 'TimeoutError') return 'it did not answer in time';
  if (name === 'ZodError' || name === 'SyntaxError') return 'its answer has no version';
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ? `it cannot be reached (${code})` : 'its URL cannot be asked';
}
