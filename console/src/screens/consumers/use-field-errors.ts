import { useText } from '../../text/language.ts';
import { fieldErrors } from '../../ui/field-errors.ts';
import { consumersText } from './text.ts';

/** Returns the faults of single fields in the reader's language. The gateway's own sentence says more, in English. */
export function useFieldErrors(error: Error | null): Record<string, string> {
  const { faults } = useText(consumersText);
  const details = fieldErrors(error);
  return Object.fromEntries(
    Object.entries(details).map(([name, detail]) => [name, faults[name as keyof typeof faults] ?? detail]),
  );
}
