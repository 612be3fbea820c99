import { ringtrail } from './ringtrail.mjs';
import { runScript } from './setup/report.mjs';

await runScript(([first = 'start', ...others]) =>
  first === '--help' || first === '-h' ? ringtrail(['start', '--help']) : ringtrail([first, ...others]),
);
