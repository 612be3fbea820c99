import { ConnectionClosedError } from 'bullmq';
import { Cluster, type ClusterNode, type Command, Redis, ReplyError } from 'ioredis';

/**
 * Redis did not answer a command: there was no connection, it broke, or the answer took too long. The command may have
 * run. `cause` is the error of ioredis. This error has the same message, because BullMQ recognises some errors by it.
 */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/**
 * The first word of the replies by which a server refuses commands for a while: it reads its data, has lost its master
 * or its part of the cluster, runs a script that does not end, has no memory left, is a replica, lacks replicas, or
 * cannot write to its disk.
 */
const AWAY_REPLIES =
  /^(?:ERR Error running script .*: -)?(?:LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|READONLY|NOREPLICAS|MISCONF)\b/;

/** Returns true when the error means that Redis is away, and a repeat of the same command may succeed later. */
export function isRedisAway(error: unknown): boolean {
  if (error instanceof RedisAway || error instanceof ConnectionClosedError) return true;
  return error instanceof Error && error instanceof ReplyError && AWAY_REPLIES.test(error.message);
}

/**
 * A connection whose commands reject with `RedisAway` or with the server's `ReplyError`. ioredis itself rejects with
 * plain errors that differ in their messages alone.
 */
export class RedisConnection extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    rejectWithRedisAway(command);
    return super.sendCommand(command, stream);
  }
}

type ConnectionOptions = NonNullable<ConstructorParameters<typeof Cluster<'legacy'>>[1]>;

/** The same for a Redis Cluster. The cluster itself repeats commands that a fail-over or a move of a slot has cut short. */
export class ClusterConnection extends Cluster {
  readonly #waits: boolean;

  /** @param waits whether commands wait while no node is within reach */
  constructor(nodes: ClusterNode[], options: ConnectionOptions, waits: boolean) {
    super(nodes, options);
    this.#waits = waits;
  }

  override sendCommand(...[command, stream, node]: Parameters<Cluster['sendCommand']>): unknown {
    rejectWithRedisAway(command);
    // With an offline queue of its own, a command would be refused while its node is being connected.
    if (this.status !== 'ready' && !this.#waits && command.name !== 'cluster') {
      command.reject(new Error('Redis Cluster is out of reach'));
      return command.promise;
    }
    return super.sendCommand(command, stream, node);
  }
}

function rejectWithRedisAway(command: Command): void {
  const reject = command.reject;
  command.reject = (error: Error) => reject(toRedisAway(error));
}

function toRedisAway(error: Error): Error {
  return error instanceof ReplyError || error instanceof RedisAway ? error : new RedisAway(error);
}
