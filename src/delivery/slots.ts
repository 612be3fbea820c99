/** Attempts that a worker makes for one consumer at once. A consumer that hangs must not hold up the others. */
export const MAX_CONSUMER_ATTEMPTS = 8;

/** The attempts that are under way, by consumer. */
export class Slots {
  readonly #underWay = new Map<string, number>();
  /** Consumers that did not answer the last attempt. Many that hang would take all attempts of a worker. */
  readonly #silent = new Set<string>();

  /** Makes the attempt if the consumer has a free slot. Returns whether it had one. */
  async use(consumer: string, attempt: () => Promise<void>): Promise<boolean> {
    const busy = this.#underWay.get(consumer) ?? 0;
    if (busy >= (this.#silent.has(consumer) ? 1 : MAX_CONSUMER_ATTEMPTS)) return false;
    this.#underWay.set(consumer, busy + 1);
    try {
      await attempt();
    } finally {
      this.#free(consumer);
    }
    return true;
  }

  /** Notes whether the consumer answered. A silent one gets a single slot until it answers. */
  noteAnswer(consumer: string, isAnswered: boolean): void {
    if (isAnswered) this.#silent.delete(consumer);
    else this.#silent.add(consumer);
  }

  #free(consumer: string): void {
    const left = (this.#underWay.get(consumer) ?? 1) - 1;
    if (left > 0) this.#underWay.set(consumer, left);
    else this.#underWay.delete(consumer);
  }
}
