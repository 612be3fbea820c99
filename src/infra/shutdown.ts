import type { Logger } from 'pino';
import { withTimeout } from './with-timeout.ts';

/** One step of a shutdown, which gets at most `timeoutMs` milliseconds. */
export type Phase = { name: string; timeoutMs: number; run: () => Promise<unknown> };

/** The process ends after this time even when a phase hangs. */
const MAX_SHUTDOWN_MS = 9500;

/** A terminal's Ctrl-C can arrive twice: from the terminal itself, and again from npm. */
const ECHO_MS = 300;

/**
 * Ends the process in order on SIGINT, on SIGTERM and after an error that nothing caught. The phases run one after the
 * other, and a failed phase does not stop the next one. The exit code is 0 after a signal, and 1 after an error or a failed
 * phase. A second signal ends the process at once. SIGHUP changes nothing: calls still need an answer after a terminal has closed.
 */
export function endInOrder(phases: () => readonly Phase[], log: Logger): void {
  let startedAt: number | undefined;
  let exitCode = 0;

  function end(): void {
    startedAt = performance.now();
    setTimeout(() => {
      log.error(`stopping took longer than ${MAX_SHUTDOWN_MS} ms`);
      process.exit(1);
    }, MAX_SHUTDOWN_MS).unref();
    runPhases(phases(), log).then(
      (isClean) => process.exit(isClean ? exitCode : 1),
      () => process.exit(1),
    );
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (startedAt === undefined) {
      log.info({ signal }, 'stopping');
      end();
    } else if (performance.now() - startedAt > ECHO_MS) process.exit(1);
  }

  /** After such an error the state of the process is unknown, so it must not continue to work. */
  function onCrash(error: unknown, origin: string): void {
    log.fatal({ err: error, origin }, 'unexpected error; the process ends');
    exitCode = 1;
    if (startedAt === undefined) end();
  }

  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', () => log.info('the terminal has closed; Ringtrail still runs'));
  process.on('uncaughtException', (error) => onCrash(error, 'uncaughtException'));
  process.on('unhandledRejection', (error) => onCrash(error, 'unhandledRejection'));
}

/** Runs the phases one after the other. Returns true when every phase succeeded in time. */
export async function runPhases(phases: readonly Phase[], log: Logger): Promise<boolean> {
  let isClean = true;
  for (const { name, timeoutMs, run } of phases) {
    try {
      await withTimeout(timeoutMs, run());
    } catch (error) {
      isClean = false;
      log.warn({ err: error, phase: name }, 'stopping: a phase failed');
    }
  }
  return isClean;
}
