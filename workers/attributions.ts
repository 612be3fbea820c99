import { ATTRIBUTIONS, type AttributionJob, type Attributor } from '../src/attribution/attributor.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** Says where ended calls came from. */
export function attributionsWorker(open: OpenWorker, attributor: Attributor) {
  return open<AttributionJob>(ATTRIBUTIONS, ({ call }) => attributor.attributeCall(call), 16);
}
