import { describe } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { useStage } from '../support/console/stage.ts';
import { describeCalls } from './calls.ts';
import { describeSystem } from './system.ts';
import { describeValue } from './value.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the console with weeks of calls in a real browser${missing}`, () => {
  const theStage = useStage('seeded');
  describeCalls(theStage);
  describeSystem(theStage);
  describeValue(theStage);
});
