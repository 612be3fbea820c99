import { z } from 'zod';
import { type Seal, SealError } from '../../infra/seal.ts';
import type { Store } from '../../store/port.ts';

/** The part of the seal's texts. */
const OF = 'unsubscribe';
const readerSchema = z.object({ consumer: z.string(), to: z.string() });
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

  /** Ends the mails to the reader whom the token names. Returns false for a token that Ringtrail has not made. */
  async end(token: string): Promise<boolean> {
    const reader = this.readerOf(token);
    if (!reader) return false;
    const consumer = await this.#store.consumers.get(reader.consumer);
    if (consumer?.kind !== 'report_mail') return true;
    const to = consumer.settings.to.filter((one) => one !== reader.to);
    if (to.length < consumer.settings.to.length)
      await this.#store.consumers.replace({ ...consumer, settings: { ...consumer.settings, to } });
    return true;
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
