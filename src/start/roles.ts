import { type AddPhase, type Container, closeWork } from './container.ts';
import { startGateway } from './gateway.ts';
import { beginLater } from './known-store.ts';
import { createModules } from './modules.ts';
import { startWorkers } from './worker.ts';

/** Starts the roles of this process: the gateway, the worker, or both. They share all modules. */
export async function startRoles(container: Container, addPhase: AddPhase): Promise<void> {
  const { config, log, storeOpened, version } = container;
  const { role } = config;
  const modules = createModules(container);
  const { buildMissingPools } = modules.allocation.service;
  // Without its pools the process is not ready, and the upkeep would build them up to half a minute later.
  void (storeOpened ?? Promise.resolve()).then(buildMissingPools);
  if (role !== 'gateway') {
    const start = async () => startWorkers(container, Object.values(modules));
    // Without the store there is nothing for workers to do, and each attempt of a job counts.
    const stop = storeOpened === null ? await start() : beginLater(storeOpened, start, log);
    addPhase('workers', 2000, async () => {
      await stop();
      await closeWork(container);
    });
  }
  if (role === 'worker') {
    log.info({ version, role }, 'Ringtrail works');
    return;
  }
  await startGateway(container, modules, (stop) =>
    addPhase('gateway', 2500, async () => {
      await stop();
      if (role === 'gateway') await closeWork(container);
    }),
  );
}
