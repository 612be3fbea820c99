import { z } from 'zod';
import type { NoteAs } from '../../domain/holder.ts';
import { Reach } from '../../domain/reach.ts';
import { REPORT_LANGUAGES } from '../../domain/report-mail.ts';
import { type Seal, SealError } from '../../infra/seal.ts';
import type { Store } from '../../store/port.ts';
import { noteChange } from '../note-change.ts';

/** The part of the seal's texts. */
const OF = 'unsubscribe';
const readerSchema = z.object({
  consumer: z.string(),
  to: z.string(),
  // Links of mails from before they had a language are in English.
  language: z.enum(REPORT_LANGUAGES).default('en'),
});
export type Reader = z.infer<typeof readerSchema>;

/** The sealed links by which readers end their mails, without signing in. */
export class UnsubscribeLinks {
  readonly #seal: Seal;
  readonly #store: Pick<Store, 'consumers'>;

  constructor(seal: Seal, store: Pick<Store, 'consumers'>) {
    this.#seal = seal;
    this.#store = store;
  }

  /** Returns the address that ends the reader's mails. */
  urlOf(consoleUrl: string, reader: Reader): string {
    const url = new URL('/unsubscribe', consoleUrl);
    url.searchParams.set('token', this.#seal.close(JSON.stringify(reader), OF));
    return url.href;
  }

  /** Ends the mails to the reader, and notes that for the audit log. */
  async end(reader: Reader, noteAs: NoteAs): Promise<void> {
    const consumer = await this.#store.consumers.get(reader.consumer);
    if (consumer?.kind !== 'report_mail') return;
    const reach = new Reach([consumer.provider]);
    const sender = noteAs({ kind: 'reader', id: consumer.id, name: reader.to, reach });
    const to = consumer.settings.to.filter((one) => one !== reader.to);
    if (to.length === consumer.settings.to.length) return;
    const changed = { ...consumer, settings: { ...consumer.settings, to } };
    await this.#store.consumers.replace(changed);
    noteChange(sender, consumer, changed);
  }

  /** Returns null for a token that Ringtrail has not made. */
  readerOf(token: string): Reader | null {
    try {
      return readerSchema.parse(JSON.parse(this.#seal.open(token, OF)));
    } catch (error) {
      if (error instanceof SealError) return null;
      throw error;
    }
  }
}
