import { consoleRoutes } from '../http/console/console.ts';
import { demoRoutes } from '../http/demo/demo.ts';
import { createDemoRemoval } from '../http/demo/removal.ts';
import { demoRemovalRoutes } from '../http/demo/routes.ts';
import { browserCheckRoutes } from '../http/installation/browser-routes.ts';
import { createCheck } from '../http/installation/check.ts';
import { installationRoutes } from '../http/installation/routes.ts';
import { opsRoutes } from '../http/ops/ops.ts';
import { roundTripRoutes } from '../http/ops/round-trips.ts';
import { systemRoutes } from '../http/ops/system.ts';
import { siteTags } from '../http/tags/site-tags.ts';
import { tagRoutes } from '../http/tags/tags.ts';
import { testCallRoutes } from '../http/test-calls/routes.ts';
import { writeToShards } from '../infra/redis-shards.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Route } from '../kernel/route.ts';
import type { Container } from './container.ts';
import { demoOf, demoTokens, playsTestCalls } from './demo.ts';
import type { Modules } from './modules.ts';
import { createReadState } from './system-state.ts';

/** The folder that the build makes. */
const BUILT = new URL('../../', import.meta.url);

/** Returns the route table of a gateway: the routes of all modules, the tags, operations, the console and the demo. */
export function gatewayRoutes(
  container: Container,
  all: Modules,
  addresses: Addresses,
  built = BUILT,
): Route[] {
  const { config, redis, workRedis, store, checkInstallation, metrics, secrets, pages } = container;
  const { directory } = container.directorySync;
  const modules: Module[] = Object.values(all);
  const { registry } = all.registry.service;
  const checks = {
    redis: () => writeToShards(redis, 'ringtrail:readiness'),
    store: () => store.ping(),
    installation: checkInstallation,
    ...Object.assign({}, ...modules.map((module) => module.checks ?? {})),
  };
  const publicUrl = () => addresses.public[0];
  const tagFolder = new URL('tags/', built);
  const tags = siteTags(directory, publicUrl, tagFolder);
  const demo = demoOf(directory, addresses, demoTokens(config, secrets)[0] ?? '');
  return [
    ...modules.flatMap((module) => module.routes?.(addresses) ?? []),
    ...tagRoutes(tags, publicUrl, tagFolder),
    ...opsRoutes(checks, metrics),
    ...systemRoutes(createReadState({ ...container, checks }), config.settings),
    ...roundTripRoutes({ redis, publicUrl, now: container.clock.now }),
    ...installationRoutes({
      ...{ directory, redis, isLimited: config.apiRateLimit > 0 },
      check: createCheck({
        ...{ directory, tags, read: pages.read, gateways: addresses.public },
        searchUrl: new URL('preview.mjs', tagFolder).href,
      }),
    }),
    ...browserCheckRoutes({
      directory,
      checks: all.allocation.service.browserChecks,
      now: container.clock.now,
    }),
    ...testCallRoutes({ directory, playCall: playsTestCalls(config) ? demo.playCall : null }),
    ...consoleRoutes(new URL('console/', built)),
    ...demoRemovalRoutes(createDemoRemoval({ redis: workRedis, store, directory, registry })),
    ...(config.demo ? demoRoutes({ ...demo, directory, store }) : []),
  ];
}
