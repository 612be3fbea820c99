import { runScript } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

await runScript(async (args) => {
  await setUp();
  const { main } = await import('../dist/src/restore.js');
  await main(args);
});
