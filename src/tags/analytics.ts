import type { AnalyticsConfig } from './config.ts';
import { safely } from './safely.ts';
import { startAnalytics } from './visit.ts';

safely(startAnalytics)('__RINGTRAIL_CONFIG__' as unknown as AnalyticsConfig);
