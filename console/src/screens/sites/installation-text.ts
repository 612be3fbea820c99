import type { Texts } from '../../text/language.ts';
import { de } from './installation-text-de.ts';
import { en, type InstallationText } from './installation-text-en.ts';
import { es } from './installation-text-es.ts';

export const installationText: Texts<InstallationText> = { en, de, es };
