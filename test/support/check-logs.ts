/** Fails a test file whose logs held a secret, a person or Lua source. */
import { afterAll, expect } from 'vitest';
import { loggedFaults } from './log-lines.ts';

// Files may share this list. Each answers for its own lines.
afterAll(() => expect(loggedFaults.splice(0)).toEqual([]));
