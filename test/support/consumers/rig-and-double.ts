import { afterEach, beforeEach } from 'vitest';
import { type Double, startDouble } from './double.ts';
import { openRig, type Rig } from './rig.ts';

export let rig: Rig;
export let double: Double;

/** Gives each test of the file a rig and a double of its own. */
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

/** Replaces the test's rig. */
export async function anotherRig(options: Parameters<typeof openRig>[0]): Promise<void> {
  await rig.close();
  rig = await openRig(options);
}

/** Replaces a double that was stopped by one at another address. */
export async function anotherDouble(): Promise<void> {
  double = await startDouble();
}
