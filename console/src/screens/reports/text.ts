import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { en, type ReportsText } from './text-en.ts';
import { es } from './text-es.ts';

export const reportsText: Texts<ReportsText> = { en, de, es };
