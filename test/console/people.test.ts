import { describe } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { useStage } from '../support/console/stage.ts';
import { describeSigningIn } from './sign-in.ts';

const missing = findChromium() ? '' : ` (${NO_CHROMIUM})`;

describe.skipIf(missing)(`the ways into the console in a real browser${missing}`, () => {
  const theStage = useStage();
  describeSigningIn(theStage);
});
