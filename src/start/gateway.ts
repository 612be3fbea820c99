import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config/schema.ts';
import { createApp } from '../http/app.ts';
import { createMeasure } from '../http/measure.ts';
import { limitOperators } from '../http/operator-limits.ts';
import { warnOfUntrustedProxy } from '../http/untrusted-proxy.ts';
import { limitConnections } from '../infra/admission.ts';
import { maxOpenFiles } from '../infra/open-files.ts';
import { waitForRedis } from '../infra/redis.ts';
import { removeRunFile, writeRunFile } from '../infra/run-file.ts';
import { waitAtMost } from '../infra/with-timeout.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import { findDemo } from '../registry/seed.ts';
import { announceStart } from './banner.ts';
import type { Container } from './container.ts';
import { beginDemoCalls, setUpDemo } from './demo.ts';
import type { Modules } from './modules.ts';
import { offerOwnerLink } from './owner-link.ts';
import { listenOnPort, savePort } from './port.ts';
import { gatewayRoutes } from './routes.ts';

/** The announcement waits at most this long for Redis. */
const MAX_REDIS_START_MS = 3000;
/** A gateway that stops closes the connections that are still busy after this time. */
const MAX_LAST_REQUESTS_MS = 1500;
/** Open files that connections of clients leave to Redis, the store, the journal and consumers. */
const RESERVED_FILES = 256;

/**
 * Answers browsers, carriers, consumers and operators. Calls `onListening` with the function that stops it before the start is
 * announced: a signal can come right after that.
 */
export async function startGateway(
  container: Container,
  modules: Modules,
  onListening: (stop: () => Promise<void>) => void,
): Promise<void> {
  const { version, config, log, redis, directorySync } = container;
  const { directory } = directorySync;
  const { allocation, registry, access, voice, privacy } = modules;
  const all: Module[] = Object.values(modules);
  // The switchboard's connection to Redis opens before the port, so it is ready for the first call.
  voice.service.line();
  await allocation.service.followAllLinks();

  const { server, port } = await listenOnPort(config);
  limitConnections(server, maxConnections(), isOfCarrier);
  const addresses = addressesOf(config, port);
  const { findHolder } = access.service;
  const { apiRateLimit: perMinute } = config;
  const { listener } = createApp({
    routes: gatewayRoutes(container, modules, addresses),
    webhooks: modules.delivery.service.webhooks,
    findHolder,
    limitOperators:
      perMinute === 0 ? undefined : (refuse) => limitOperators({ redis, findHolder, perMinute, refuse }),
    noteAccess(access) {
      privacy.service.auditLog().note(access);
      if (access.kind === 'key' || access.kind === 'person') registry.service.lastUse.note(access.key);
    },
    measure: createMeasure(container.metrics),
    trustProxy: config.trustProxy,
    ...{ log, version },
  });
  server.on('request', listener);
  if (config.trustProxy === false) warnOfUntrustedProxy(server, log);
  let endDemoCalls = async () => {};
  onListening(async () => {
    await endDemoCalls();
    for (const module of all) module.endStreams?.();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await waitAtMost(MAX_LAST_REQUESTS_MS, closed);
    server.closeAllConnections();
    await closed;
    for (const module of all) await module.close?.();
    await removeRunFile(config.dataDir);
  });

  // Calls are answered without Redis. The address is announced when pages can have numbers too.
  await waitForRedis(redis, MAX_REDIS_START_MS);
  if (config.demo) await setUpDemo(container, registry.service.registry, addresses);
  await savePort(config, port);
  const { local: localUrl, public: publicUrls } = addresses;
  await writeRunFile(config.dataDir, { pid: process.pid, localUrl, publicUrl: publicUrls[0] });
  announceStart({
    ...{ version, config, url: publicUrls[0] },
    demo: config.demo ? findDemo(directory) : undefined,
    owner: await offerOwnerLink({
      ...{ dataDir: config.dataDir, log, isTerminal: process.stdout.isTTY },
      make: () => access.service.ownerLink(publicUrls[0]),
    }),
  });
  if (config.demo) endDemoCalls = beginDemoCalls(container, registry.service.registry);
}

/** Without a public URL the gateway serves the developer's own machine, under both of its names. */
function addressesOf({ publicUrl }: Config, port: number): Addresses {
  const local = `http://127.0.0.1:${port}`;
  return publicUrl
    ? { local, public: [publicUrl], isPublicUrlSet: true }
    : { local, public: [`http://localhost:${port}`, local], isPublicUrlSet: false };
}

/** Leaves at least half of a small limit to connections. */
function maxConnections(): number {
  const files = maxOpenFiles() ?? Number.POSITIVE_INFINITY;
  return Math.max(files - RESERVED_FILES, Math.floor(files / 2));
}

/** Calls come before pages when descriptors run out. */
function isOfCarrier({ url }: IncomingMessage): boolean {
  return /^\/v1\/carriers\//i.test(url ?? '');
}
