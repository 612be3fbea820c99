import { z } from 'zod';
import { callTagSchema, noteSchema, qualificationSchema } from '../../domain/annotation.ts';
import type { Call } from '../../domain/call.ts';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Store } from '../../store/port.ts';
import { viewCalls } from './call-view.ts';
import { callResponse } from './responses.ts';

const outcomeBody = qualificationSchema
  .omit({ at: true })
  .partial()
  .strict()
  .refine((told) => Object.keys(told).length > 0, 'say at least one of qualified, spam, value and currency');
const changeBody = z
  .object({
    tags: z
      .array(callTagSchema)
      .max(50)
      .refine((tags) => new Set(tags).size === tags.length, 'must name each tag once'),
  })
  .strict();

/**
 * What people and systems say of a call afterwards. @param onOutcome hears of a call whose outcome was said, before that
 * is answered: whoever gets no answer says it again
 */
export function annotationRoutes(
  store: Pick<Store, 'calls' | 'attributions' | 'annotations'>,
  onOutcome: (call: string) => Promise<unknown>,
  idempotency: Middleware,
  now: () => Date,
): Route[] {
  async function found(id: string): Promise<Call> {
    const call = await store.calls.get(id);
    if (!call) throw new Problem('not_found', `There is no call ${id}.`);
    return call;
  }

  async function answer(call: Call) {
    const [body] = await viewCalls(store, [call]);
    return { status: 200, body };
  }

  const answers = { 200: { description: 'The call as it is now', schema: callResponse } };
  const common = { tag: 'Calls', scope: 'admin', params: idParams, answers } as const;
  return [
    route({
      ...common,
      method: 'post',
      path: '/v1/calls/{id}/outcome',
      summary: 'Say what came of a call: what is not named stays as it was said before',
      body: outcomeBody,
      middleware: idempotency,
      handle: async ({ params, body }) => {
        const call = await found(params.id);
        const at = now().toISOString();
        await store.annotations.annotate(call.id, { qualification: { ...body, at } });
        await onOutcome(call.id);
        return answer(call);
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/v1/calls/{id}/notes',
      summary: 'Add a note to a call',
      body: noteSchema.pick({ text: true }).strict(),
      middleware: idempotency,
      handle: async ({ params, body }) => {
        const call = await found(params.id);
        await store.annotations.annotate(call.id, { note: { ...body, at: now().toISOString() } });
        return answer(call);
      },
    }),
    route({
      ...common,
      method: 'patch',
      path: '/v1/calls/{id}',
      summary: "Set a call's tags",
      body: changeBody,
      handle: async ({ params, body }) => {
        const call = await found(params.id);
        await store.annotations.annotate(call.id, body);
        return answer(call);
      },
    }),
  ];
}
