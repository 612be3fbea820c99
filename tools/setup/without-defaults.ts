import type { z } from 'zod';
import { parseBy } from '../../src/domain/problem.ts';
import type { Members } from './items.ts';

/**
 * Returns the members that say more than the defaults of the schema. Both forms are read as the same record.
 * @param pointer the place of the members in the file, for the problem of members that do not fit
 */
export function withoutDefaults(schema: z.ZodType, members: Members, pointer: string): Members {
  const whole = JSON.stringify(parseBy(schema, members, pointer));
  const isSame = (shorter: unknown) => {
    const read = schema.safeParse(shorter);
    return read.success && JSON.stringify(read.data) === whole;
  };
  return shortened(members, isSame) as Members;
}

/** Leaves out each member, at any depth, without which the value is still the same. */
function shortened(value: unknown, isSame: (shorter: unknown) => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    if (!value.some((entry) => typeof entry === 'object')) return value;
    let list: unknown[] = value;
    for (const [i, entry] of value.entries()) {
      const withEntry = (other: unknown) => list.with(i, other);
      list = withEntry(shortened(entry, (other) => isSame(withEntry(other))));
    }
    return list;
  }
  let members = value as Members;
  for (const [name, inner] of Object.entries(members)) {
    const { [name]: _, ...others } = members;
    if (isSame(others)) members = others;
    else {
      const current = members;
      members = {
        ...current,
        [name]: shortened(inner, (other) => isSame({ ...current, [name]: other })),
      };
    }
  }
  return members;
}
