import type { Logger } from 'pino';
import { withTimeout } from './with-timeout.ts';

export type Phase = { name: string; timeoutMs: number; run: () => Promise<unknown> };

/** However its steps go, the process has ended within this time. */
const MAX_SHUTDOWN_MS = 9500;

/** A terminal's Ctrl-C can arrive twice: from the terminal itself and from npm, which passes it on. */
const ECHO_MS = 300;

/**
 * Ends the process on SIGINT or SIGTERM: the phases one after the other, each within its time, whatever the former
 * did. A second signal ends it at once.
 */
export function endOnSignals(phases: () => readonly Phase[], log: Logger): void {
  let begunAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (begunAt !== undefined) {
      if (performance.now() - begunAt > ECHO_MS) process.exit(1);
      return;
    }
    begunAt = performance.now();
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error(`stopping took longer than ${MAX_SHUTDOWN_MS} ms`);
      process.exit(1);
    }, MAX_SHUTDOWN_MS).unref();
    runPhases(phases(), log).then(
      (clean) => process.exit(clean ? 0 : 1),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** @returns whether every phase ended well and in time */
export async function runPhases(phases: readonly Phase[], log: Logger): Promise<boolean> {
  let clean = true;
  for (const { name, timeoutMs, run } of phases) {
    try {
      await withTimeout(timeoutMs, run());
    } catch (error) {
      clean = false;
      log.warn({ err: error, phase: name }, 'a step of stopping has failed');
    }
  }
  return clean;
}
