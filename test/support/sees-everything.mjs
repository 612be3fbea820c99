/**
 * Loaded before the program: takes the check out that keeps providers apart, which is the control of test/access. A check
 * that is not found ends the program.
 */
import { register } from 'node:module';

register(new URL('./sees-everything-hooks.mjs', import.meta.url));
