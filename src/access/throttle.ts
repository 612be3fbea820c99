import { networkDigests } from '../allocation/port.ts';
import { Problem } from '../domain/problem.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { countInWindow } from '../infra/window-count.ts';
import { digestOf } from '../registry/port.ts';
import { accountOf } from './account.ts';
import type { Devices } from './devices.ts';

/** Failures without a wait. An office has one address for many people. */
const FREE = { account: 5, address: 20 } as const;
const HOUR_MS = 3_600_000;
/** Links for new passwords that are sent or requested in an hour. */
const MAX_RESETS = { account: 3, address: 30 } as const;
/** The first wait lasts a second, and each further one twice as long, up to this time. */
const MAX_WAIT_MS = 900_000;
/** Failures are forgotten this long after the last one. */
const MEMORY_MS = 86_400_000;

/**
 * Counts a try in each counter, unless one of them has to wait. Returns the milliseconds to wait, or 0. A try counts as a failure
 * until it is taken back. So tries at the same moment count too.
 * KEYS: counters. ARGV: now, the longest wait, the memory, and the free failures of each counter.
 */
const BEGIN = `
local now = tonumber(ARGV[1])
local wait = 0
for _, key in ipairs(KEYS) do
  wait = math.max(wait, tonumber(redis.call('HGET', key, 'until') or 0) - now)
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  local over = redis.call('HINCRBY', key, 'count', 1) - tonumber(ARGV[3 + i])
  if over >= 0 then
    redis.call('HSET', key, 'until', now + math.min(1000 * 2 ^ math.min(over, 20), tonumber(ARGV[2])))
  end
  redis.call('PEXPIRE', key, ARGV[3])
end
return 0`;

const TAKE_BACK = `
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    redis.call('HINCRBY', key, 'count', -1)
    redis.call('HDEL', key, 'until')
  end
end`;

/** A try to sign in. It counts as a failure until it is taken back. */
export type Try = { takeBack(): Promise<void> };

/**
 * Slows guesses of passwords and codes down: by e-mail address, and by network. A browser from which the person has signed in before
 * has a counter of its own, so that guesses of strangers keep nobody out. Every method rejects while Redis is away.
 */
export class Throttle {
  readonly #redis: RedisClient;
  readonly #devices: Devices;
  readonly #now: () => Date;
  readonly #networkOf = networkDigests();

  constructor(redis: RedisClient, devices: Devices, now: () => Date) {
    this.#redis = redis;
    this.#devices = devices;
    this.#now = now;
  }

  /** Begins a try. Throws `rate_limited` after too many failures. @param device the word of the browser's cookie */
  async begin(email: string, { address, device }: { address: string; device: string | null }): Promise<Try> {
    const isKnown = device !== null && (await this.#devices.knows(email, device));
    const counters: Counter[] = isKnown
      ? [[deviceCounter(device), FREE.account]]
      : [[accountCounter(email), FREE.account], this.#addressCounter(address)];
    return this.#count(counters);
  }

  /** Begins a try of a code by somebody who has a one-time link of the person. */
  async beginCode(person: string): Promise<Try> {
    return this.#count([[`code:${person}`, FREE.account]]);
  }

  /** Begins a try that concerns no account. */
  async beginAnonymous(address: string): Promise<Try> {
    return this.#count([this.#addressCounter(address)]);
  }

  /** Counts a request for a link by mail. Returns false after too many: nobody can be flooded with mails. */
  async allowsReset(email: string): Promise<boolean> {
    return this.#allows(`resets:${accountOf(email)}`, MAX_RESETS.account);
  }

  /** Throws `rate_limited` after too many requests for links from one network. */
  async requireResets(address: string): Promise<void> {
    if (!(await this.#allows(`resets:${this.#networkOf(address)}`, MAX_RESETS.address)))
      throw tooMany(HOUR_MS / 1000);
  }

  /** Counts a request in its hour. Returns false when there were more than `max` in it. */
  async #allows(name: string, max: number): Promise<boolean> {
    return (await countInWindow(this.#redis, keyOf(name), HOUR_MS)).count <= max;
  }

  /** Forgets the failures with the e-mail address, and those of the browser, after somebody has signed in. */
  async forget(email: string, device: string): Promise<void> {
    await this.#redis.del(keyOf(accountCounter(email)), keyOf(deviceCounter(device)));
  }

  #addressCounter(address: string): Counter {
    return [`address:${this.#networkOf(address)}`, FREE.address];
  }

  async #count(counters: readonly Counter[]): Promise<Try> {
    const keys = counters.map(([name]) => keyOf(name));
    const free = counters.map(([, failures]) => failures);
    const now = this.#now().getTime();
    const wait = await this.#redis.eval(BEGIN, keys.length, ...keys, now, MAX_WAIT_MS, MEMORY_MS, ...free);
    if (Number(wait) > 0) throw tooMany(Math.ceil(Number(wait) / 1000));
    return {
      takeBack: async () => void (await this.#redis.eval(TAKE_BACK, keys.length, ...keys)),
    };
  }
}

type Counter = [name: string, free: number];

function accountCounter(email: string): string {
  return `account:${accountOf(email)}`;
}

function deviceCounter(device: string): string {
  return `device:${digestOf(device)}`;
}

/** One hash tag, since a script counts in several keys. */
function keyOf(counter: string): string {
  return `{ringtrail:failures}:${counter}`;
}

function tooMany(retryAfterSeconds: number): Problem {
  return new Problem('rate_limited', `Too many tries. Try again in ${inWords(retryAfterSeconds)}.`, {
    retryAfterSeconds,
  });
}

function inWords(seconds: number): string {
  if (seconds === 1) return 'a second';
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
