import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { en, type SystemText } from './text-en.ts';
import { es } from './text-es.ts';

export const systemText: Texts<SystemText> = { en, de, es };
