/** Fails a test file whose logs held a secret, a person or Lua source. */
import { afterAll, expect } from 'vitest';
import { loggedFaults } from './log-lines.ts';

afterAll(() => expect(loggedFaults).toEqual([]));
