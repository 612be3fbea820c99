/**
 * The providers whose records a request may see and change: those of its key. What belongs to another provider does not
 * exist for the request.
 */
export class Reach {
  /** The whole installation. */
  static readonly whole = new Reach(null);

  /** null: all providers, and what belongs to none. */
  readonly providers: readonly string[] | null;

  constructor(providers: readonly string[] | null) {
    this.providers = providers;
  }

  get isWhole(): boolean {
    return this.providers === null;
  }

  /** Returns whether a record of the provider exists for the request. @param provider null for a record of no provider */
  sees(provider: string | null): boolean {
    return this.providers === null || (provider !== null && this.providers.includes(provider));
  }

  /** Returns whether it has all of these providers. @param providers null for the whole installation */
  includes(providers: readonly string[] | null): boolean {
    return this.providers === null || (providers?.every((provider) => this.sees(provider)) ?? false);
  }

  /**
   * Returns the filter of a list: the providers that the request names, within reach. An empty list matches nothing.
   * @param wanted the provider that the request names; undefined for all
   */
  narrow(wanted: string | undefined): string | readonly string[] | undefined {
    if (wanted === undefined) return this.providers ?? undefined;
    return this.sees(wanted) ? wanted : [];
  }
}
