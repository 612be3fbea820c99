/** Draws calls: who calls, how the call ends, and what the office reports about it later. */
import type { CallEvent } from '../../src/domain/call-event.ts';
import { JOBS, OFFICE } from './business.ts';
import type { Random } from './random.ts';
import { oneOf } from './visits.ts';

/** A call to come. `of` is the number of its visit, `any` a number of the pools, `print` the number on the van. */
export type PlannedCall = {
  at: number;
  from: string;
  dials: { of: string } | 'any' | 'print';
  isSpam: boolean;
  end: { outcome: 'answered' | 'missed' | 'voicemail'; ringSeconds: number; talkSeconds: number };
};

export type Report = { qualified: boolean; value: number | null; tag: string; note: string | null };

const AREAS = ['301', '703', '571', '240', '410', '443', '667', '804'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Calls of a day that no visit leads to. */
const BY_PRINT = 2.2;
const FROM_MEMORY = 1.6;
const BY_ROBOTS = 1.4;
const REPORTED = 0.6;
const QUALIFIED = 0.62;

export function callsFrom(random: Random) {
  const robots = [number(), number(), number()];

  /** Draws a number of those that are reserved for fiction, in an area other than the demo's. */
  function number(): string {
    return `+1${oneOf(random, AREAS)}55501${String(Math.floor(random.uniform() * 100)).padStart(2, '0')}`;
  }

  function endOf(at: number): PlannedCall['end'] {
    const local = new Date(at);
    const isOffice =
      local.getDay() > 0 &&
      local.getDay() < 6 &&
      local.getHours() >= OFFICE.from &&
      local.getHours() < OFFICE.to;
    const [answered, missed] = isOffice ? [0.88, 0.96] : [0.66, 0.88];
    const chance = random.uniform();
    if (chance < answered) {
      const ringSeconds = Math.round(3 + random.exponential(6));
      return {
        outcome: 'answered',
        ringSeconds,
        talkSeconds: Math.round(15 + random.logNormal(140, 0.8)),
      };
    }
    if (chance < missed)
      return { outcome: 'missed', ringSeconds: Math.round(12 + 18 * random.uniform()), talkSeconds: 0 };
    return { outcome: 'voicemail', ringSeconds: 30, talkSeconds: 0 };
  }

  function call(at: number, dials: PlannedCall['dials'], from = number()): PlannedCall {
    return { at, from, dials, isSpam: false, end: endOf(at) };
  }

  /** Draws a time of the day at which people call. */
  function daytime(midnight: Date): number {
    return midnight.getTime() + 8 * HOUR + random.uniform() * 11 * HOUR;
  }

  function several(mean: number): number[] {
    const count = Math.floor(mean + random.uniform());
    return Array.from({ length: count }, (_, i) => i);
  }

  return {
    /** Returns the call of a visitor. */
    ofVisit: (at: number, session: string) => call(at, { of: session }),

    /** Draws the next call of the caller: soon after a missed one, and within days after a talk. null: the caller does not call again. */
    again({ at, from, dials, end, isSpam }: PlannedCall): PlannedCall | null {
      if (isSpam || dials === 'any') return null;
      if (end.outcome !== 'answered')
        return random.uniform() < 0.35 ? call(at + (5 + random.exponential(25)) * MINUTE, dials, from) : null;
      return random.uniform() < 0.12 ? call(at + (0.2 + random.exponential(1.5)) * DAY, dials, from) : null;
    },

    /** Draws the calls of a day that no visit leads to. */
    ofDay: (midnight: Date): PlannedCall[] => [
      ...several(BY_PRINT).map(() => call(daytime(midnight), 'print')),
      ...several(FROM_MEMORY).map(() => call(daytime(midnight), 'any')),
      ...several(BY_ROBOTS).map((): PlannedCall => {
        const end = { outcome: 'answered' as const, ringSeconds: 4, talkSeconds: 5 };
        return { ...call(daytime(midnight), 'any', oneOf(random, robots)), isSpam: true, end };
      }),
    ],

    /** Draws what the office reports about an answered call. null: nothing. */
    report({ end }: PlannedCall): Report | null {
      if (end.outcome !== 'answered' || end.talkSeconds < 45 || random.uniform() > REPORTED) return null;
      const { tag, value, note } = oneOf(random, JOBS);
      if (random.uniform() > QUALIFIED)
        return { qualified: false, value: null, tag: 'price only', note: null };
      const worth = Math.round((value * (0.7 + 0.7 * random.uniform())) / 5) * 5;
      return { qualified: true, value: worth, tag, note: random.uniform() < 0.3 ? note : null };
    },
  };
}

type CallStart = { carrierCallId: string; at: Date; target: string };

/** Returns the events by which a carrier reports the end of the call, after `received`. */
export function endingEvents({ carrierCallId, at, target }: CallStart, { end }: PlannedCall): CallEvent[] {
  const base = { carrier: 'twilio' as const, carrierCallId };
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);
  const leg = { ...base, type: 'progress' as const, leg: 'endpoint' as const, target };
  const open = { outcome: null, durationSeconds: null };
  const { outcome, ringSeconds, talkSeconds } = end;
  const isAnswered = outcome === 'answered';
  const done = after(1 + ringSeconds + talkSeconds);
  const legOutcome = isAnswered ? ('answered' as const) : ('missed' as const);
  const rings: CallEvent[] = [
    { ...leg, name: 'endpoint ringing', status: 'ringing', at: after(1), ...open },
    ...(isAnswered
      ? [
          {
            ...leg,
            ...{
              name: 'endpoint answered',
              status: 'answered' as const,
              at: after(1 + ringSeconds),
              ...open,
            },
          },
        ]
      : []),
    {
      ...leg,
      ...{ name: 'endpoint ended', status: 'ended', at: done },
      ...{ outcome: legOutcome, durationSeconds: talkSeconds },
    },
    {
      ...base,
      ...{ type: 'dialled', name: 'dial ended', at: done, outcome: legOutcome, talkSeconds, target },
      goesOn: outcome === 'voicemail',
    },
  ];
  return [
    // A call to a closed endpoint goes to its voicemail at once.
    ...(ringSeconds > 0 ? rings : []),
    ...(outcome === 'voicemail'
      ? (['voicemail', 'message'] as const).map(
          (to): CallEvent => ({ ...base, type: 'routed', name: `routed ${to}`, at: done, to }),
        )
      : []),
    {
      ...base,
      ...{ type: 'progress', leg: 'caller', name: 'caller ended', status: 'ended', at: done },
      ...{ outcome: 'answered', durationSeconds: ringSeconds + talkSeconds },
    },
  ];
}
