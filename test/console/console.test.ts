import { describe } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { useStage } from '../support/console/stage.ts';
import { describeScreens } from './screens.ts';
import { describeServing } from './serving.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the console in a real browser${missing}`, () => {
  const theStage = useStage('seeded', 'empty');
  describeServing(theStage);
  describeScreens(theStage);
});
