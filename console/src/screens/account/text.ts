import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { type AccountText, en } from './text-en.ts';
import { es } from './text-es.ts';

export const accountText: Texts<AccountText> = { en, de, es };
