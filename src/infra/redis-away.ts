import { ConnectionClosedError } from 'bullmq';
import { Redis, ReplyError } from 'ioredis';

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
    const reject = command.reject;
    command.reject = (error: Error) => reject(toRedisAway(error));
    return super.sendCommand(command, stream);
  }
}

function toRedisAway(error: Error): Error {
  return error instanceof ReplyError || error instanceof RedisAway ? error : new RedisAway(error);
}
