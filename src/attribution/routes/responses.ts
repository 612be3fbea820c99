import { z } from 'zod';
import { attributionSchema } from '../../domain/attribution.ts';

export const attributionResponse = attributionSchema
  .extend({ at: z.iso.datetime() })
  .meta({ id: 'AttributionRecord' });
