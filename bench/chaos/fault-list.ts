import type { Chance } from './chance.ts';
import type { Member } from './member.ts';
import type { ProxyMode, TcpProxy } from './proxy.ts';
import type { ChaosRedis } from './redis.ts';
import type { ChaosStore } from './stores.ts';
import { until } from './until.ts';

/** The things that a fault breaks. Two faults never break the same thing, so that one gateway always works. */
export type Target = 'gateway' | 'worker' | 'Redis' | 'store' | 'clock';

/** A fault. `start` resolves with the function that heals it. The first target is its kind. */
export type Fault = {
  name: string;
  targets: readonly [Target, ...Target[]];
  start(): Promise<() => Promise<void>>;
};

/** A time in which one gateway alone was cut off from Redis, in epoch milliseconds. */
export type CutOff = { gateway: string; from: number; to: number };

export type Broken = {
  members: readonly Member[];
  redis: ChaosRedis;
  store: ChaosStore;
  chance: Chance;
  /** Resolves with true when the store has every link that Redis started. */
  isDrained: () => Promise<boolean>;
  cutOffs: CutOff[];
};

const MAX_DRAIN_MS = 20_000;
const MIN_DELAY_MS = 30;
const MAX_DELAY_MS = 900;

/** Returns every fault that is possible with these processes and this store. */
export function faultsOf(broken: Broken): Fault[] {
  const { members, store } = broken;
  const toStore = members.flatMap((member) => member.toStore ?? []);
  return [
    ...members.flatMap(faultsOfMember),
    faultOfWorkers(members.filter(({ role }) => role === 'worker')),
    ...faultsOfRedis(broken),
    ...members.map((member) => cutOff(member, broken)),
    ...store.faults.map((fault): Fault => ({ ...fault, targets: ['store'] })),
    ...(toStore.length > 0 ? faultsOfStoreNetwork(toStore) : []),
  ];
}

function faultsOfMember(member: Member): Fault[] {
  const { name, role } = member;
  return [
    {
      name: `${name} is killed`,
      targets: [role],
      async start() {
        await member.kill();
        return () => member.start();
      },
    },
    {
      name: `${name} is stopped by SIGSTOP`,
      targets: [role],
      async start() {
        member.freeze();
        return async () => member.thaw();
      },
    },
    {
      name: `the clock of ${name} is an hour off`,
      targets: ['clock'],
      async start() {
        const putRight = member.stepClock();
        return async () => putRight();
      },
    },
  ];
}

function faultOfWorkers(workers: readonly Member[]): Fault {
  return {
    name: 'both workers are killed',
    targets: ['worker'],
    async start() {
      await Promise.all(workers.map((one) => one.kill()));
      return async () => void (await Promise.all(workers.map((one) => one.start())));
    },
  };
}

function faultsOfRedis({ members, redis, chance }: Broken): Fault[] {
  const toRedis = members.map((member) => member.toRedis);
  const delayMs = Math.round(chance.between(MIN_DELAY_MS, MAX_DELAY_MS));
  return [
    {
      name: 'Redis is killed',
      targets: ['Redis'],
      async start() {
        await redis.kill();
        return () => redis.start();
      },
    },
    {
      name: 'Redis is stopped by SIGSTOP',
      targets: ['Redis'],
      async start() {
        redis.freeze();
        return async () => redis.thaw();
      },
    },
    onNetwork('Redis', 'Redis is cut off', toRedis, { type: 'cut' }),
    onNetwork('Redis', 'Redis hangs', toRedis, { type: 'stall' }),
    onNetwork('Redis', 'Redis is slow', toRedis, { type: 'slow', delayMs }),
  ];
}

function faultsOfStoreNetwork(toStore: readonly TcpProxy[]): Fault[] {
  return [
    onNetwork('store', 'the store is cut off', toStore, { type: 'cut' }),
    onNetwork('store', 'the store hangs', toStore, { type: 'stall' }),
    onNetwork('store', 'the store is slow', toStore, { type: 'slow', delayMs: 400 }),
  ];
}

function onNetwork(target: Target, name: string, proxies: readonly TcpProxy[], mode: ProxyMode): Fault {
  return {
    name,
    targets: [target],
    async start() {
      for (const proxy of proxies) proxy.set(mode);
      return async () => {
        for (const proxy of proxies) proxy.open();
      };
    },
  };
}

/**
 * Cuts one process off from Redis. A gateway in this state learns new links from the store alone, so the store and the
 * workers stay as they are meanwhile.
 */
function cutOff({ name, role, url, toRedis }: Member, { chance, isDrained, cutOffs }: Broken): Fault {
  const mode: ProxyMode = chance.happens(0.5) ? { type: 'cut' } : { type: 'stall' };
  return {
    name: `Redis is cut off from ${name}`,
    targets: role === 'gateway' ? ['Redis', 'store', 'worker', 'clock'] : ['Redis', 'worker'],
    async start() {
      if (role === 'gateway') await until(isDrained, MAX_DRAIN_MS, 'the ledger was not drained');
      const time: CutOff = { gateway: url, from: Date.now(), to: Number.POSITIVE_INFINITY };
      if (role === 'gateway') cutOffs.push(time);
      toRedis.set(mode);
      return async () => {
        toRedis.open();
        time.to = Date.now();
      };
    },
  };
}
