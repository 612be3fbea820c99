/** Episodes: the states that alerts have noticed. They are stored, so that each is reported once. */
import { z } from 'zod';
import { noticeSchema } from './alert-notice.ts';
import { idFrom } from './ids.ts';

/** A subject of an alert, such as a pool, with the state that the alert has noticed last. */
export const episodeSchema = z.object({
  id: z.string(),
  consumer: z.string(),
  /** The id of a pool, of a consumer, or of a number, or the name of a campaign. */
  subject: z.string(),
  /** Such as `low`, the place of a number, or the id of a campaign's first call. Null: the subject is as it should be. */
  state: z.string().nullable(),
  /** When the state began, ISO 8601. */
  since: z.iso.datetime(),
  /** The message about the state, until its delivery is stored. */
  notice: noticeSchema.nullable(),
  version: z.number().int(),
});
export type Episode = z.infer<typeof episodeSchema>;

/** Returns the id of the consumer's episode of the subject. */
export function episodeId(consumer: string, subject: string): string {
  return idFrom('epi', `${consumer} ${subject}`);
}
