import { join } from 'node:path';
import { createResolver } from '../allocation/engine/resolution.ts';
import { type LinkMemory, rememberingResolver } from '../allocation/link-memory.ts';
import type { Metrics } from '../infra/metrics.ts';
import { openQueue } from '../infra/queues.ts';
import { connectForRequests } from '../infra/redis.ts';
import { createCallerMemory } from '../voice/caller-memory.ts';
import { createEventQueue } from '../voice/event-queue.ts';
import { CALL_EVENTS, type CallEventsJob } from '../voice/jobs.ts';
import { openJournal } from '../voice/journal.ts';
import { createOutbox, type SaveEvent } from '../voice/outbox.ts';
import { createSwitchboard } from '../voice/switchboard.ts';
import type { Base } from './base.ts';

/** An event waits at least this long for the queue before it goes to the journal. */
const MIN_QUEUE_MS = 400;
const REPLAY_EVERY_MS = 2000;

export type VoiceParts = {
  memory: LinkMemory;
  metrics: Metrics;
  onUnavailable: (error: unknown) => void;
};

/** The gateway's side of calls: the switchboard that answers, and the outbox that keeps what carriers tell. */
export function startVoice(
  { config, log, redisUrl, names, clock: { now }, directorySync: { directory } }: Base,
  { memory, metrics, onUnavailable }: VoiceParts,
) {
  const redisBudgetMs = config.answerBudgetMs / 2;
  // A connection of its own: no call waits behind what pages ask.
  const redis = connectForRequests(redisUrl, log, config.answerBudgetMs);
  const queue = openQueue<CallEventsJob>(CALL_EVENTS, redis);
  const outbox = createOutbox({
    enqueue: createEventQueue(queue),
    journal: openJournal(join(config.dataDir, 'journal'), { now }),
    budgetMs: Math.max(MIN_QUEUE_MS, redisBudgetMs),
    isReachable: () => redis.status === 'ready',
    now,
    onUnsafe: (error, event) => {
      metrics.unsafeEvents.inc();
      log.error(
        { err: error, call: event.carrierCallId, event: event.name },
        'a call event is held in memory alone: neither Redis nor the disk takes it',
      );
    },
    onLost: (error, event) => {
      metrics.lostEvents.inc();
      log.error(
        { err: error, call: event.carrierCallId, event: event.name },
        'a call event could be kept nowhere',
      );
    },
  });
  const replaying = setInterval(() => {
    if (redis.status === 'ready')
      outbox.replay().catch((error) => log.warn({ err: error }, 'the journal waits'));
  }, REPLAY_EVERY_MS);

  const saveEvent: SaveEvent = (event) => outbox.save(names.maskEvent(event));
  const switchboard = createSwitchboard({
    directory,
    resolver: rememberingResolver(createResolver(redis), memory),
    memory,
    callers: createCallerMemory(redis, names.maskCaller),
    saveEvent: saveEvent,
    budgetMs: redisBudgetMs,
    answerMs: config.answerBudgetMs,
    onUnavailable,
    onDegraded: (error) => {
      metrics.plainAnswers.inc();
      log.warn({ err: error }, 'a call was answered before all was known');
    },
  });

  return {
    switchboard,
    keep: saveEvent,
    queue,
    async close(): Promise<void> {
      clearInterval(replaying);
      await outbox.close();
      await queue.close();
      redis.disconnect();
    },
  };
}
