import { ringtrail } from './ringtrail.mjs';
import { runScript } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';

await runScript(async (args) => {
  const help = args.includes('--help') || args.includes('-h');
  if (args.length > 0 && !help) return ringtrail(args);
  // With a Redis given, none has to be installed here.
  await setUp(...(help || process.env.REDIS_URL || process.env.REDIS_URL_FILE ? [] : ['redis']));
  if (help) {
    const { helpText } = await import('../dist/config/help.js');
    process.stdout.write(helpText());
    return;
  }
  const { main } = await import('../dist/src/main.js');
  await main();
});
