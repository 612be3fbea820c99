import { useSyncExternalStore } from 'react';

const RETRY_MS = 2000;

type Listener = () => void;

const listeners = new Set<Listener>();
let isLost = false;

/** Records whether the gateway answered. While it does not, this asks it every 2 seconds. */
export function noteConnection(answered: boolean): void {
  if (isLost === !answered) return;
  isLost = !answered;
  for (const listener of listeners) listener();
  if (isLost) void askAgain();
}

/** Returns whether the gateway has stopped answering. */
export function useConnectionLost(): boolean {
  return useSyncExternalStore(subscribe, () => isLost);
}

/** Calls the listener when the connection is lost or back. Returns the function that ends it. */
export function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function isConnectionLost(): boolean {
  return isLost;
}

async function askAgain(): Promise<void> {
  while (isLost) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    const answered = await fetch('/healthz', { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    );
    noteConnection(answered);
  }
}
