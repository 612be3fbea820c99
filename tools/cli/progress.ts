import { setTimeout as wait } from 'node:timers/promises';

/** Work that is done sooner shows nothing. */
const DELAY_MS = 500;

export type ProgressOptions = {
  /** Where the progress is shown, if that is a terminal. */
  stream?: NodeJS.WriteStream;
  delayMs?: number;
};
/** Replaces the text of the progress, such as "copying calls: 40 %". */
export type Report = (text: string) => void;

/**
 * Does work that may take long. A terminal on the standard error shows the text of the work and its seconds meanwhile. A pipe and a
 * terminal of CI show nothing.
 */
export async function withProgress<T>(
  text: string,
  work: (report: Report) => Promise<T>,
  { stream = process.stderr, delayMs = DELAY_MS }: ProgressOptions = {},
): Promise<T> {
  if (!stream.isTTY) return work(() => undefined);
  const shown = { text };
  const done = new AbortController();
  const showing = show(shown, stream, { delayMs, signal: done.signal });
  try {
    return await work((next) => {
      shown.text = next;
    });
  } finally {
    done.abort();
    await showing;
  }
}

/** Shows the text after the delay, until the signal comes. */
async function show(
  shown: { readonly text: string },
  stream: NodeJS.WriteStream,
  { delayMs, signal }: { delayMs: number; signal: AbortSignal },
): Promise<void> {
  const since = performance.now();
  await wait(delayMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return;
  const { default: ora } = await import('ora');
  if (signal.aborted) return;
  const suffixText = () => `${shown.text}, ${Math.round((performance.now() - since) / 1000)} s`;
  const spinner = ora({ stream, suffixText, color: false, discardStdin: false });
  // It is not enabled where the variable CI is set, or the terminal is dumb.
  if (!spinner.isEnabled) return;
  spinner.start();
  signal.addEventListener('abort', () => spinner.stop(), { once: true });
}
