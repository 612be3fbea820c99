import type { CallEvent } from '../domain/call.ts';
import { callerName, isCallerName, maskedCaller, maskedEvent } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';

/** Masks callers by their provider's setting. @param secret the key of the hash that replaces a number */
export function createCallerNames(secret: string, directory: Pick<Directory, 'get' | 'dialable'>) {
  return {
    /** Returns the caller as the provider stores it. A masked caller is returned unchanged. */
    maskCaller: (provider: string, caller: string): string =>
      maskedCaller(secret, directory.get('providers', provider), caller),

    /** Returns the keyed hash of the caller, whether or not the provider masks callers. A hash is returned unchanged. */
    nameOf: (provider: string, caller: string): string =>
      isCallerName(caller) ? caller : callerName(secret, provider, caller),

    /** Returns every form in which the provider may have stored the caller: the setting may have changed since. */
    allNames: (provider: string, caller: string): string[] => [caller, callerName(secret, provider, caller)],

    /** Returns the event as the provider stores it. Call it before an event enters the queue, the journal or the store. */
    maskEvent<E extends CallEvent>(event: E): E {
      if (event.type !== 'received' && event.type !== 'listed') return event;
      return maskedEvent(secret, directory.dialable(event.carrier, event.to)?.provider, event);
    },
  };
}

export type CallerNames = ReturnType<typeof createCallerNames>;
