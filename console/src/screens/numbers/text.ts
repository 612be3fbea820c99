import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { en, type NumbersText } from './text-en.ts';
import { es } from './text-es.ts';

export const numbersText: Texts<NumbersText> = { en, de, es };
