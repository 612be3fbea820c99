/**
 * Finds out when React or Vue adopts what a server has rendered. They compare each text with their own and report a text of ours as
 * an error, so the page's own number must be there meanwhile.
 */
import { watchCalls } from '../safely.ts';

/** How long an adoption is waited for, in milliseconds, and how often it is looked for. */
const PATIENCE = 3000;
const LOOK = 50;

/** Calls `begin` with each node that may be about to be adopted. `isSure` says that it is. */
export function watchHydration(begin: (container: Node, isSure: boolean) => void): void {
  // React listens to this event on each of its roots before it reads it, and hardly anybody else does.
  watchCalls(EventTarget.prototype, 'addEventListener', (root, type) => {
    if (type === 'gotpointercapture') begin(root as Node, true);
  });
  // Vue asks this of its root first of all.
  watchCalls(Node.prototype, 'hasChildNodes', (root) => begin(root, false));
}

/** Calls `done` once the container's first element bears the mark of its framework, or after some seconds. */
export function awaitHydration(container: Node, done: () => void): void {
  const until = Date.now() + PATIENCE;
  const look = () => {
    const isAdopted = Object.keys((container as ParentNode).firstElementChild || {}).some((key) =>
      /^__(react|v)/.test(key),
    );
    if (isAdopted || Date.now() > until) setTimeout(done, LOOK);
    else setTimeout(look, LOOK);
  };
  setTimeout(look);
}
