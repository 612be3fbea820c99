/** Loaded before the program: takes the check out that keeps providers apart. The control of test/access needs it. */
import { Reach } from '../../dist/src/domain/reach.js';

Reach.prototype.sees = () => true;
Reach.prototype.narrow = (asked) => asked;
Reach.prototype.includes = () => true;
