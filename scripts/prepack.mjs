import { runScript } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

// npm runs it before it packs. The package holds what the build made.
await runScript(() => setUp());
