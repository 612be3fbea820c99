import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { en, type SitesText } from './text-en.ts';
import { es } from './text-es.ts';

export const sitesText: Texts<SitesText> = { en, de, es };
