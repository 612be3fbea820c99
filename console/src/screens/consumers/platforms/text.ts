import type { Texts } from '../../../text/language.ts';
import { de } from './text-de.ts';
import { en, type PlatformText } from './text-en.ts';
import { es } from './text-es.ts';

export const platformText: Texts<PlatformText> = { en, de, es };
