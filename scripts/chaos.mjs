import { runScript } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

/** Runs `npm run chaos -- [--seconds N] [--seed S] [--store sqlite|mongodb] [--control]`: the driver of bench/chaos. */
await runScript(async (args) => {
  await setUp('redis');
  const { main } = await import('../dist/bench/chaos/main.js');
  await main(args);
});
