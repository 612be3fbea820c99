import { afterEach, beforeEach } from 'vitest';
import { type Double, startDouble } from './double.ts';
import { openRig, type Rig } from './rig.ts';

export let rig: Rig;
export let double: Double;

/** Each test of the file has a rig and a double of its own. */
export function useRigAndDouble(): void {
  beforeEach(async () => {
    rig = await openRig();
    double = await startDouble();
  });
  afterEach(async () => {
    await rig.close();
    await double.stop();
  });
}

/** Has another rig in the place of the test's. */
export async function anotherRig(options: Parameters<typeof openRig>[0]): Promise<void> {
  await rig.close();
  rig = await openRig(options);
}

/** Has another double, at an address of its own, in the place of the one that was stopped. */
export async function anotherDouble(): Promise<void> {
  double = await startDouble();
}
