import { answeringForDemo } from '../../tools/demo/consumers.ts';
import { createSendMail } from '../access/mail/mailer.ts';
import { accessModule } from '../access/module.ts';
import { Passwords } from '../access/passwords.ts';
import { clientLimits } from '../allocation/limits.ts';
import { allocationModule } from '../allocation/module.ts';
import { attributionModule } from '../attribution/module.ts';
import { backupModule } from '../backup/module.ts';
import { deliveryModule } from '../delivery/module.ts';
import { Problem } from '../domain/problem.ts';
import { idempotency } from '../kernel/idempotency.ts';
import { privacyModule } from '../privacy/module.ts';
import { provisioningModule } from '../provisioning/module.ts';
import { registryModule } from '../registry/module.ts';
import { voiceModule } from '../voice/module.ts';
import type { Container } from './container.ts';
import { demoTokens } from './demo.ts';
import { installationSeal } from './sealing.ts';

/** Makes each feature's module once. Each gets from the others only the functions that its options name. */
export function createModules(container: Container) {
  const { config, redis, workRedis, store, directorySync, names, secrets, outgoing } = container;
  const { directory } = directorySync;
  const { log, metrics, group } = container;
  const common = {
    ...{ store, directory, log, metrics, group, now: container.clock.now, requireRedis },
    idempotency: idempotency(redis),
  };

  /** Throws `unavailable` while Redis is away. Without it an operator's request would wait on the connection for jobs. */
  function requireRedis(): void {
    if (workRedis.status === 'ready') return;
    throw new Problem('unavailable', 'Redis is out of reach. Try again later.');
  }

  const seal = installationSeal(config.credentialsKeys, secrets.credentialsKey);
  const allocation = allocationModule({
    ...{ redis, workRedis, directory, store, metrics, log, now: common.now },
    limits: clientLimits(config.rateLimit, config.addressShare, config.firstHoldSeconds),
    placeOf: (address) => container.places?.placeOf(address) ?? '',
    dataDir: config.dataDir,
    isKnownEverywhere: () => directorySync.isKnownEverywhere(),
    closeCalls: () => voice.service.closeCalls(),
  });
  const { engine, builder, work, drain, memory, resolverOn, onUnavailable } = allocation.service;
  const attribution = attributionModule({
    ...{ ...common, drain, seal },
    isCurrent: (holder) => access.service.isCurrent(holder),
    onQualified: (call) => delivery.service.queueReconsider(call),
  });
  const voice = voiceModule({
    ...{ ...common, openRedis: container.openRedis, workRedis, names, memory, resolverOn, drain },
    lateRecords: directorySync,
    ...{ onUnavailable, workResolver: () => work().engine },
    onEnded: (call) => attribution.service.queueCall()(call),
    ...{ dataDir: config.dataDir, answerBudgetMs: config.answerBudgetMs },
    secrets: { ...config.carrierSecrets, twilio: demoTokens(config, secrets) },
    publicUrl: config.publicUrl,
    ...{ apis: config.carrierApis, reconcileMinutes: config.reconcileMinutes },
  });
  const delivery = deliveryModule({
    ...{ ...common, ...config.delivery, seal },
    send: answeringForDemo(outgoing.send),
    sendMail: config.mailServer && createSendMail(config.mailServer),
    makeReport: attribution.service.makeReport,
    poolState: allocation.service.poolState,
    listNumbers: voice.service.listNumbers,
  });
  const registry = registryModule({
    ...{ ...common, sync: directorySync, cannot: voice.service.cannot },
    pools: { ...engine, build: builder.build },
    checkSavedQuery: attribution.service.checkSavedQuery,
    callers: names,
    forgetPerson: (id) => access.service.forgetPerson(id),
    redis,
    adminKey: config.adminKey
      ? { secret: config.adminKey, setBy: 'RINGTRAIL_ADMIN_KEY' }
      : { secret: secrets.adminKey, setBy: 'secrets.json' },
  });
  const access = accessModule({
    ...{ ...common, seal, redis, ...registry.service, passwords: new Passwords(), oidc: config.oidc },
    beCurrent: () => directorySync.beCurrent(),
    mailServer: config.mailServer,
    requireSecondFactor: config.requireSecondFactor,
  });
  const privacy = privacyModule({
    ...{ ...common, drain, namesOf: names.allNames, auditDays: config.auditDays },
    removeBlocks: (blocks) => registry.service.registry.forgetBlocks(blocks),
    live: () => ({
      forgetCaller: voice.service.forgetCaller,
      eraseJobs: voice.service.eraseQueuedEvents,
      forgetCall: allocation.service.forgetCall,
      forgetSession: allocation.service.forgetSession,
    }),
    countReports: attribution.service.countReports,
    cleanJobs: voice.service.cleanJobs,
  });
  const provisioning = provisioningModule({
    ...{ ...common, registry: registry.service.registry },
    ...{ apis: config.carrierApis, publicUrl: config.publicUrl },
  });
  const backup = backupModule({
    ...{ ...common, workRedis, dataDir: config.dataDir, version: container.version, plan: config.backups },
  });
  return { allocation, attribution, voice, delivery, registry, access, privacy, provisioning, backup };
}

export type Modules = ReturnType<typeof createModules>;
