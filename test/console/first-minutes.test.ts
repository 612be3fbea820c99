import { describe } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { useStage } from '../support/console/stage.ts';
import { describeAlerts } from './alerts.ts';
import { describeDemo } from './demo.ts';
import { describePlatforms } from './platforms.ts';
import { describeSettingUp } from './setting-up.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the console of a new user in a real browser${missing}`, () => {
  const theStage = useStage('fresh');
  describeSettingUp(theStage);
  describePlatforms(theStage);
  describeAlerts(theStage);
  describeDemo(theStage);
});
