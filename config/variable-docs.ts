import { z } from 'zod';

/** The documentation of one variable. The help and docs/configuration.md are made from it. */
interface VariableDoc {
  description: string;
  /** The default, in words or as a value. */
  default: string;
  example: string;
  /** Completes "expected …" in an error. */
  expected: string;
  /** The value may contain a password, a token or a key, so it is never shown. */
  secret?: boolean;
}
export const docs = z.registry<VariableDoc>();
