import type { Texts } from '../../text/language.ts';
import { de } from './text-de.ts';
import { en, type RoutingText } from './text-en.ts';
import { es } from './text-es.ts';

export const routingText: Texts<RoutingText> = { en, de, es };
