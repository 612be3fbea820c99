/** The answers of a site that is being added. They outlive a reload of the page, and go with the tab. */
const NAME = 'ringtrail.new-site';

/** The records that were created before a step failed. */
export type Made = { provider: string | null; pool: string | null };
export type Draft = { fields: Record<string, string>; made: Made };

export function readDraft(): Draft {
  const stored = sessionStorage.getItem(NAME);
  return stored === null ? { fields: {}, made: { provider: null, pool: null } } : JSON.parse(stored);
}

/** Saves a part of the draft beside the rest of it. */
export function saveDraft(part: Partial<Draft>): void {
  sessionStorage.setItem(NAME, JSON.stringify({ ...readDraft(), ...part }));
}

export function removeDraft(): void {
  sessionStorage.removeItem(NAME);
}
