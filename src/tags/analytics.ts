import type { AnalyticsConfig } from './config.ts';
import { awaitGa4 } from './ga4.ts';
import { safely } from './safely.ts';
import { startAnalytics } from './visit.ts';

safely((config: AnalyticsConfig) => {
  awaitGa4(config.ga4, () => startAnalytics(config));
})('__RINGTRAIL_CONFIG__' as unknown as AnalyticsConfig);
