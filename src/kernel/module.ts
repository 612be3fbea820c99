import type { WorkerGroup } from '../infra/worker-group.ts';
import type { Route } from './route.ts';

/** The addresses of a gateway. They are known once it listens, before its routes are made. */
export type Addresses = {
  /** The URL at which programs of the same machine reach the gateway. */
  local: string;
  /** The base URLs that browsers and carriers may call. Documents and tags name the first one. */
  public: readonly [string, ...string[]];
  /** True when the operator configured the public URL. */
  isPublicUrlSet: boolean;
};

/** What a feature offers to a process. A role of the program uses the parts that it needs. */
export type Module = {
  name: string;
  /** Returns the feature's routes. Only a gateway calls it. */
  routes?(addresses: Addresses): readonly Route[];
  /** Health checks by name. Each rejects while the feature cannot serve requests. */
  checks?: Readonly<Record<string, () => Promise<unknown>>>;
  /** Starts the feature's workers and schedules. Only a worker calls it. */
  startWorkers?(group: WorkerGroup): void;
  /** Ends the requests that last, such as streams. Only a gateway calls it, before it stops listening. */
  endStreams?(): void;
  /** Closes what the feature opened for requests. Only a gateway calls it, after the last request. */
  close?(): Promise<void>;
};
