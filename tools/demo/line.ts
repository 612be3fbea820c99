import { createHash } from 'node:crypto';
import { callId } from '../../src/domain/call-state.ts';
import type { Endpoint } from '../../src/domain/model.ts';
import { isOpen } from '../../src/domain/schedule.ts';
import { fixedResolution } from '../../src/voice/resolution.ts';
import { type callsFrom, endingEvents, type PlannedCall } from './calls.ts';
import type { DemoRecords } from './records.ts';
import type { Timeline } from './timeline.ts';
import { oneOf } from './visits.ts';
import type { World } from './world.ts';

const MS = 1000;
/** Seconds from the call's start to its first ring, and from the end of the talk to the end of the call. */
const SET_UP_SECONDS = 2;

export type LineOptions = {
  /** A word that no earlier run had: the carrier's names of the calls depend on it. */
  run: string;
  /** A call that would end later does not come in. */
  until: Date;
  numberOf: (session: string) => string | undefined;
  again: ReturnType<typeof callsFrom>['again'];
  /** Called when a call has ended and was attributed. */
  onEnded: (id: string, call: PlannedCall) => Promise<void>;
};

/** Returns a function that adds a call to the time line. Its link is claimed and its events recorded, as by gateway and worker. */
export function lineIn(
  world: World,
  records: DemoRecords,
  timeline: Timeline,
  { run, until, numberOf, again, onEnded }: LineOptions,
) {
  const { clock, random, directory, engine, recorder, attributor } = world;
  let count = 0;

  function dialled({ dials }: PlannedCall): string | undefined {
    if (dials === 'print') return records.print;
    return dials === 'any' ? oneOf(random, records.numbers) : numberOf(dials.of);
  }

  async function ring(call: PlannedCall): Promise<void> {
    const to = dialled(call);
    const target = to === undefined ? undefined : directory.dialable('twilio', to);
    const at = new Date(clock.ms);
    const lasts = (SET_UP_SECONDS + call.end.ringSeconds + call.end.talkSeconds) * MS;
    if (!to || !target || at.getTime() + lasts >= until.getTime()) return;
    const carrierCallId = `CA${createHash('sha256').update(`${run} ${count++}`).digest('hex').slice(0, 32)}`;
    const resolution = fixedResolution(target, to, directory);
    const claim = resolution
      ? null
      : await engine.resolve(target.provider.id, target.pool.id, {
          carrier: 'twilio',
          id: carrierCallId,
          to,
        });
    const endpoint =
      directory.get('endpoints', resolution?.endpoint ?? claim?.endpoint ?? '') ??
      directory.defaultEndpoint(target);
    await recorder.record({
      ...{ type: 'received', carrier: 'twilio', carrierCallId, name: 'received', at, to, resolution },
      ...{ from: call.from, account: null, forwardedFrom: null, attestation: call.isSpam ? 'C' : 'A' },
    });
    const ended = endedAt(endpoint, call);
    const start = { carrierCallId, at, target: endpoint?.number ?? '' };
    timeline.add(at.getTime() + lasts, () => end(start, ended), { isAlone: true });
  }

  async function end(start: Parameters<typeof endingEvents>[0], call: PlannedCall): Promise<void> {
    for (const event of endingEvents(start, call)) await recorder.record(event);
    const id = callId('twilio', start.carrierCallId);
    await attributor.attributeCalls([id]);
    const next = again(call);
    if (next) add(next);
    await onEnded(id, call);
  }

  function add(call: PlannedCall): void {
    timeline.add(call.at, () => ring(call), { isAlone: true });
  }

  return add;
}

/** Returns the call as it ends at the endpoint: by its opening hours, and with a message only where there is voicemail. */
function endedAt(endpoint: Endpoint | undefined, call: PlannedCall): PlannedCall {
  const { schedule = null, voicemail = null } = endpoint?.routing ?? {};
  if (schedule && !isOpen(schedule, new Date(call.at)))
    return { ...call, end: { outcome: 'voicemail', ringSeconds: 0, talkSeconds: 0 } };
  if (call.end.outcome !== 'voicemail' || voicemail) return call;
  return { ...call, end: { ...call.end, outcome: 'missed' } };
}
