import type { CommunicationConfig } from './config.ts';
import { startCommunication } from './lease.ts';
import { safely } from './safely.ts';

safely(startCommunication)('__RINGTRAIL_CONFIG__' as unknown as CommunicationConfig);
