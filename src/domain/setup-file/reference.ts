import { z } from 'zod';

/** The slug of another record of the same provider, or the slugs of a site and its endpoint: `main-site/front-desk`. */
export const referenceSchema = z.string().min(1).max(200);
