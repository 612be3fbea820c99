import type { CombinedConfig } from './config.ts';
import { startCommunication } from './lease.ts';
import { awaitGa4 } from './options/ga4.ts';
import { safely } from './safely.ts';
import { startAnalytics } from './visit.ts';

safely((config: CombinedConfig) => {
  if (WITH_GA4) awaitGa4(config.ga4, () => startAnalytics(config));
  else startAnalytics(config);
  startCommunication(config);
})('__RINGTRAIL_CONFIG__' as unknown as CombinedConfig);
