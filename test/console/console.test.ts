import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { type Stage, startStage } from '../support/console/stage.ts';
import { describeCalls } from './calls.ts';
import { describeDemo } from './demo.ts';
import { describePlatforms } from './platforms.ts';
import { describeScreens } from './screens.ts';
import { describeServing } from './serving.ts';
import { describeSettingUp } from './setting-up.ts';
import { describeSigningIn } from './sign-in.ts';
import { describeSystem } from './system.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the console in a real browser${missing}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  const theStage = () => stage;
  describeServing(theStage);
  describeScreens(theStage);
  describeCalls(theStage);
  describeSettingUp(theStage);
  describePlatforms(theStage);
  describeDemo(theStage);
  describeSigningIn(theStage);
  describeSystem(theStage);
});
