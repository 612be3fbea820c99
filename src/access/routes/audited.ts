import type { RequestContext } from '../../kernel/context.ts';
import type { Route } from '../../kernel/route.ts';
import { NOBODY } from '../unproven.ts';

/** Returns a route that is open to all with each of its requests in the audit log, also those of an unknown sender. */
export function audited(route: Route): Route {
  return {
    ...route,
    async handle(input, context) {
      const { noteAs }: RequestContext = context;
      try {
        return await route.handle(input, context);
      } finally {
        noteAs(NOBODY);
      }
    },
  };
}
