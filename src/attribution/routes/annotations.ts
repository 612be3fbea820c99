import { z } from 'zod';
import { callTagSchema, noteSchema, qualificationSchema } from '../../domain/annotation.ts';
import type { Call } from '../../domain/call.ts';
import { callViewSchema } from '../../domain/call-view.ts';
import type { Sender } from '../../domain/holder.ts';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { Annotations } from '../annotations.ts';
import { viewCalls } from './call-view.ts';

const outcomeBody = qualificationSchema
  .omit({ at: true })
  .partial()
  .strict()
  .refine(
    (members) => Object.keys(members).length > 0,
    'name at least one of qualified, spam, value and currency',
  );
const changeBody = z
  .object({
    tags: z
      .array(callTagSchema)
      .max(50)
      .refine((tags) => new Set(tags).size === tags.length, 'must name each tag once'),
  })
  .extend({
    calledBack: z.boolean().meta({
      description: 'true: somebody called the caller back; false: takes that back',
    }),
  })
  .partial()
  .strict()
  .refine((members) => Object.keys(members).length > 0, 'name at least one of tags and calledBack');

/** Returns the routes by which people and systems annotate a call. */
export function annotationRoutes(annotations: Annotations, narrow: Narrow, idempotency: Middleware): Route[] {
  /** Changes the call that the request names, and shows it. */
  async function changed(id: string, holder: Sender, change: (call: Call) => Promise<unknown>) {
    const store = narrow(holder.reach);
    const call = await store.calls.get(id);
    if (!call) throw new Problem('not_found', `There is no call ${id}.`);
    await change(call);
    const [body] = await viewCalls(store, [call], holder);
    return { status: 200, body };
  }

  const answers = { 200: { description: 'The changed call', schema: callViewSchema } };
  const common = {
    tag: 'Calls',
    scope: 'calls:write',
    showsCallers: 'by scope',
    params: idParams,
    answers,
  } as const;
  return [
    route({
      ...common,
      method: 'post',
      path: '/v1/calls/{id}/outcome',
      summary: 'Qualify a call. Members that are left out keep their value.',
      body: outcomeBody,
      middleware: idempotency,
      handle: ({ params, body }, { holder }) =>
        changed(params.id, holder, (call) => annotations.qualify(holder, call, body)),
    }),
    route({
      ...common,
      method: 'post',
      path: '/v1/calls/{id}/notes',
      summary: 'Add a note to a call',
      body: noteSchema.pick({ text: true }).strict(),
      middleware: idempotency,
      handle: ({ params, body }, { holder }) =>
        changed(params.id, holder, (call) => annotations.addNote(holder, call, body.text)),
    }),
    route({
      ...common,
      method: 'patch',
      path: '/v1/calls/{id}',
      summary: 'Replace the tags of a call, or report that somebody called back',
      body: changeBody,
      handle: ({ params, body: { tags, calledBack } }, { holder }) =>
        changed(params.id, holder, async (call) => {
          if (tags) await annotations.setTags(holder, call, tags);
          if (calledBack !== undefined) await annotations.setCalledBack(holder, call, calledBack);
        }),
    }),
  ];
}
