/** Defines `<ringtrail-number endpoint="…">`, for pages without a framework. */
import '../../../src/tags/ringtrail-number.ts';
