import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { type CallText, en } from './text-en.ts';
import { es } from './text-es.ts';

export const callText: Texts<CallText> = { en, de, es };
