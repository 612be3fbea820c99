import type { Logger } from 'pino';
import type { Call, CallEvent } from '../domain/call.ts';
import { callFrom } from '../domain/call-state.ts';
import { identifiesCaller } from '../domain/privacy.ts';
import type { Store } from '../store/port.ts';
import { type CallResolverOptions, createCallResolver } from './call-resolver.ts';
import type { CallerMemory } from './caller-memory.ts';
import type { CallerNames } from './caller-names.ts';

export type RecorderOptions = CallResolverOptions & {
  store: Pick<Store, 'calls'>;
  /** Called for each event of a call that has an outcome. Later events may change the outcome. */
  onEnded: (call: Call) => Promise<unknown>;
  callers: Pick<CallerMemory, 'recordAnswer'>;
  maskEvent: CallerNames['maskEvent'];
  log?: Pick<Logger, 'debug'>;
};

export interface Recorder {
  /** Saves the event once, and its call as all its events state it. A repeat changes nothing. */
  record(event: CallEvent): Promise<void>;
}

/** Returns the worker's side of calls: it saves call events in the store. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { directory, store, onEnded, callers, maskEvent, log } = options;
  const { resolve, complete } = createCallResolver(options);

  async function record(reported: CallEvent): Promise<void> {
    const event = await withResolution(maskEvent(reported));
    const call = callFrom(await store.calls.addEvent(event));
    await store.calls.save(call);
    log?.debug({ call: call.id, event: event.name, requestId: event.requestId }, 'call event recorded');
    if (call.outcome === null || call.to === null) return;
    await rememberAnswer(call);
    await onEnded(call);
  }

  async function withResolution(event: CallEvent): Promise<CallEvent> {
    if (event.type === 'resolved' && !event.resolution) return { ...event, ...(await complete(event)) };
    const needsResolution = (event.type === 'received' || event.type === 'listed') && !event.resolution;
    return needsResolution ? { ...event, ...(await resolve(event)) } : event;
  }

  /** Remembers the target that answered, for plans that return repeat callers to it. */
  async function rememberAnswer({ provider, from, endpoint, answeredBy }: Call): Promise<void> {
    if (!provider || !from || !endpoint || !answeredBy) return;
    if (directory.hasPlansForRepeatCallers(provider) && identifiesCaller(from))
      await callers.recordAnswer(provider, from, endpoint, answeredBy);
  }

  return { record };
}
