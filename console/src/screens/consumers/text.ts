import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { type ConsumersText, en } from './text-en.ts';
import { es } from './text-es.ts';

export const consumersText: Texts<ConsumersText> = { en, de, es };
