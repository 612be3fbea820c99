import { writeFileSync } from 'node:fs';
import { inRoot } from './setup/paths.mjs';
import { runScript } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

await runScript(async () => {
  await setUp();
  const { configurationMarkdown } = await import('../dist/config/help.js');
  writeFileSync(inRoot('docs/configuration.md'), configurationMarkdown());
});
