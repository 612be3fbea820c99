import { z } from 'zod';
import { parseBy } from './problem.ts';
import { type Routing, requestedRoutingSchema, routingOf } from './routing.ts';

/** The depth of the deepest member of a plan: a target's number, in a group's list, in a rule's list. */
const MAX_DEPTH = 8;

/** A JSON merge patch of a plan, by RFC 7396. `changedRouting` checks the plan that results. */
export const routingChangeSchema = z
  .record(z.string(), z.unknown())
  .refine((change) => !isDeeper(change, MAX_DEPTH), 'is nested deeper than any plan')
  .meta({
    id: 'RoutingChange',
    description:
      'The changed members of the plan, as in Routing, at any depth. Other members stay as they are, a list is replaced as a whole, and null resets a member to its default.',
  });
export type RoutingChange = z.infer<typeof routingChangeSchema>;

/**
 * Returns the endpoint's plan with the change, in which numbers may have any common spelling. Throws `Problem`.
 * @param pointer the place of the change in the request
 */
export function changedRouting(former: { routing: object }, change: RoutingChange, pointer: string): Routing {
  return parseBy(requestedRoutingSchema, merged(routingOf(former), change), pointer);
}

function merged(value: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const members = new Map(isObject(value) ? Object.entries(value) : []);
  for (const [name, inner] of Object.entries(change)) {
    if (inner === null) members.delete(name);
    else members.set(name, merged(members.get(name), inner));
  }
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}
