/** The installation that a store belongs to. */
export interface Installation {
  /** Returns the installation's id. null: the store has none yet. */
  id(): Promise<string | null>;
  /** Saves the id unless the store has one. Returns the id that the store has then. */
  adopt(id: string): Promise<string>;
}
