import type { CombinedConfig } from './config.ts';
import { awaitGa4 } from './ga4.ts';
import { startCommunication } from './lease.ts';
import { safely } from './safely.ts';
import { startAnalytics } from './visit.ts';

safely((config: CombinedConfig) => {
  awaitGa4(config.ga4, () => startAnalytics(config));
  // In a task of its own, so that none is long.
  setTimeout(safely(startCommunication), 0, config);
})('__RINGTRAIL_CONFIG__' as unknown as CombinedConfig);
