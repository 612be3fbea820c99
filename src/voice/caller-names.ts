import type { CallEvent } from '../domain/call.ts';
import { callerName, maskedCaller, maskedEvent } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';

/** What callers are called where they are kept: by their number, or by a name that stands for it. */
export function createCallerNames(secret: string, directory: Pick<Directory, 'get' | 'dialable'>) {
  return {
    /** As the provider keeps the caller; a name stays as it is. */
    masked: (provider: string, caller: string): string =>
      maskedCaller(secret, directory.get('providers', provider), caller),
    /** Under all the names that the provider may have kept the caller, whatever it is set to now. */
    all: (provider: string, caller: string): string[] => [caller, callerName(secret, provider, caller)],
    /** The event as the provider keeps it: before it goes into a queue, a journal or the store. */
    event<E extends CallEvent>(event: E): E {
      if (event.type !== 'received' && event.type !== 'listed') return event;
      return maskedEvent(secret, directory.dialable(event.carrier, event.to)?.provider, event);
    },
  };
}

export type CallerNames = ReturnType<typeof createCallerNames>;
