import { waitAtMost } from '../infra/with-timeout.ts';
import type { Module } from '../kernel/module.ts';
import type { Container } from './container.ts';

/** A worker that is stopped waits this long for the answers of consumers. */
const MAX_LAST_ANSWERS_MS = 800;

/** Starts the workers of all modules. Returns the function that stops them. */
export function startWorkers(container: Container, modules: readonly Module[]): () => Promise<void> {
  const { group, outgoing } = container;
  for (const module of modules) module.startWorkers?.(group);

  return async () => {
    const ended = group.endWork();
    // A consumer may take longer to answer. Its attempt ends here, and another one follows after the next start.
    await waitAtMost(MAX_LAST_ANSWERS_MS, ended);
    await outgoing.close();
    await ended;
  };
}
