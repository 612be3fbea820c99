import type { AnalyticsConfig } from './config.ts';
import { awaitGa4 } from './options/ga4.ts';
import { safely } from './safely.ts';
import { startAnalytics } from './visit.ts';

safely((config: AnalyticsConfig) => {
  if (WITH_GA4) awaitGa4(config.ga4, () => startAnalytics(config));
  else startAnalytics(config);
})('__RINGTRAIL_CONFIG__' as unknown as AnalyticsConfig);
