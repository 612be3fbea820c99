import { z } from 'zod';
import { attestationSchema } from '../../domain/call.ts';
import { fromFlow } from '../../domain/call-flow.ts';
import { continuePlan, type PlanResult, planCall } from '../../domain/call-plan.ts';
import type { PlannedEndpoint } from '../../domain/call-stages.ts';
import type { CallStep } from '../../domain/call-step.ts';
import { carrierSchema } from '../../domain/model.ts';
import { numberFrom } from '../../domain/phone.ts';
import { Problem } from '../../domain/problem.ts';
import { routingOf } from '../../domain/routing.ts';
import { spokenLanguageSchema } from '../../domain/spoken-language.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { countryOfProvider, type Directory, VisibleRecords } from '../../registry/port.ts';
import { callbackUrls } from '../callback-urls.ts';
import type { CarrierAdapter } from '../carriers/carrier.ts';

const madeUpCall = z
  .strictObject({
    from: z
      .string()
      .max(100)
      .meta({ description: 'The caller: a number in any common spelling, or text such as anonymous' }),
    at: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'The time of the call. Default: now.' }),
    to: z.string().max(100).optional().meta({ description: 'The dialled number. Its carrier is used.' }),
    carrier: carrierSchema.optional(),
    attestation: attestationSchema.nullable().default(null),
    callsBefore: z.number().int().min(0).max(1000).default(0).meta({
      description: 'The number of calls that the caller has just made',
    }),
    answeredBefore: z.string().max(300).nullable().default(null).meta({
      description: 'The target that answered the caller’s last call',
    }),
    turn: z.number().int().min(0).max(1_000_000).default(0).meta({
      description: 'The number of earlier calls of the endpoint, for weights',
    }),
    source: z.string().max(256).optional(),
    medium: z.string().max(256).optional(),
    campaign: z.string().max(256).optional(),
    keyword: z.string().max(256).optional(),
  })
  .meta({ id: 'MadeUpCall' });

const next = z.string().meta({ description: 'The position in the plan at which the call continues' });
const language = spokenLanguageSchema
  .nullable()
  .meta({ description: 'The language of the text; null: the carrier’s default' });
const stepSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('dial'),
      targets: z.array(z.union([z.object({ number: z.string() }), z.object({ sip: z.string() })])),
      timeoutSeconds: z.number(),
      whisper: z.string().nullable(),
      language,
      record: z.boolean(),
      next,
    }),
    z.object({ type: z.literal('say'), text: z.string(), language }),
    z.object({ type: z.literal('gather'), text: z.string(), language, timeoutSeconds: z.number(), next }),
    z.object({ type: z.literal('voicemail'), text: z.string(), language, maxSeconds: z.number(), next }),
    z.object({ type: z.literal('reject'), reason: z.enum(['busy', 'rejected']) }),
    z.object({ type: z.literal('hangup') }),
  ])
  .meta({ id: 'CallStep', description: 'A step of a call, independent of the carrier' });

const routedCall = z
  .object({
    carrier: carrierSchema,
    steps: z.array(stepSchema),
    document: z.object({ contentType: z.string(), body: z.string() }).meta({
      description: 'The call document: the steps in the carrier’s language',
    }),
    routedTo: z.enum(['blocked', 'voicemail', 'message', 'announced']).nullable(),
    afterwards: z.array(z.array(stepSchema)).meta({
      description: 'The steps of each later stage, if nobody answers and the caller presses the right key',
    }),
    caveats: z
      .array(z.string())
      .meta({ description: 'The differences between the plan and the carrier’s behaviour' }),
  })
  .meta({ id: 'RoutedCall' });

export type RouteCallOptions = {
  directory: Directory;
  adapters: readonly CarrierAdapter[];
  publicUrl: () => string;
  now: () => Date;
};

/** Returns the route of a routing plan's dry run. */
export function routeCallRoutes({ directory, adapters, publicUrl, now }: RouteCallOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/endpoints/{id}/route',
      tag: 'Setting up',
      summary: 'Try a routing plan: get the steps and the call document of an invented call',
      scope: 'setup:read',
      params: idParams,
      body: madeUpCall,
      answers: { 200: { description: 'The steps and the call document', schema: routedCall } },
      handle: ({ params, body }, { holder }) => {
        const endpoint = new VisibleRecords(directory, holder.reach).find('endpoints', params.id);
        if (!endpoint) throw new Problem('not_found', `There is no endpoint ${params.id}.`);
        const country = countryOfProvider(directory, endpoint.provider);
        const spelled = (text: string) => numberFrom(text, country) ?? text;
        const adapter = adapterFor(endpoint.provider, { ...body, to: body.to && spelled(body.to) });
        const at = body.at ? new Date(body.at) : now();
        const { attestation, answeredBefore, turn, source, medium, campaign, keyword } = body;
        const planned = planCall(endpoint, {
          ...{ from: spelled(body.from), at, attestation, answeredBefore, turn },
          calledAt: Array.from({ length: body.callsBefore + 1 }, () => at.getTime()),
          whisper: {
            ...{ source, medium, campaign, keyword },
            ...{ endpoint: endpoint.name, site: directory.get('sites', endpoint.site)?.name ?? '' },
          } as Record<string, string>,
        });
        const afterwards = unanswered(endpoint, planned, routingOf(endpoint).keypress?.key ?? '');
        const steps = [planned.steps, ...afterwards].flat();
        return {
          status: 200,
          body: {
            carrier: adapter.name,
            ...planned,
            document: adapter.document(planned.steps, callbackUrls(publicUrl(), adapter.name)),
            afterwards,
            caveats: [...new Set(steps.flatMap((step) => adapter.caveat(step) ?? []))],
          },
        };
      },
    }),
  ];

  /** Returns the adapter of the named carrier, else of the dialled number's, else of any number's of the provider. */
  function adapterFor(
    provider: string,
    { carrier, to }: Pick<z.infer<typeof madeUpCall>, 'carrier' | 'to'>,
  ): CarrierAdapter {
    const numbers = [...directory.numbersOfProvider(provider)];
    const name = carrier ?? numbers.find(({ number }) => number === to)?.carrier ?? numbers[0]?.carrier;
    const adapter = adapters.find((one) => one.name === (name ?? adapters[0]?.name));
    if (adapter) return adapter;
    throw new Problem('invalid_request', `The carrier ${name} is not set up here.`, {
      errors: [{ pointer: '/carrier', detail: 'is not set up here' }],
    });
  }
}

function unanswered(endpoint: PlannedEndpoint, first: PlanResult, key: string): CallStep[][] {
  const stages: CallStep[][] = [];
  for (let { steps } = first; ; ) {
    const last = steps.at(-1);
    const state = last && 'next' in last ? fromFlow(last.next) : null;
    if (!state || !last) return stages;
    const isGate = last.type === 'gather';
    ({ steps } = continuePlan(endpoint, state, {
      dial: isGate ? null : 'missed',
      digits: isGate ? key : null,
    }));
    stages.push(steps);
  }
}
