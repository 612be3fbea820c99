import { z } from 'zod';

/** The languages that every carrier speaks, as BCP 47 writes them. */
export const SPOKEN_LANGUAGES = ['en-US', 'en-GB', 'de-DE', 'es-ES', 'es-MX', 'fr-FR', 'it-IT'] as const;
export const spokenLanguageSchema = z.enum(SPOKEN_LANGUAGES);
export type SpokenLanguage = z.infer<typeof spokenLanguageSchema>;
