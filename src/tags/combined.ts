import type { CombinedConfig } from './config.ts';
import { startCommunication } from './lease.ts';
import { safely } from './safely.ts';
import { startAnalytics } from './visit.ts';

safely((config: CombinedConfig) => {
  startAnalytics(config);
  startCommunication(config);
})('__RINGTRAIL_CONFIG__' as unknown as CombinedConfig);
