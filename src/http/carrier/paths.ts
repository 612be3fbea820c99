import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { CallbackUrls, CarrierAdapter } from '../../voice/carriers/carrier.ts';
import { problemSchema } from '../problem.ts';

const WEBHOOKS = {
  voice: 'A call came in: what to do with it',
  dial: 'A step of the routing plan ended, such as a dial: what to do next',
  fallback: 'A call came in and its voice route failed: the plain forward',
  status: 'Progress of a leg of the call',
  recording: 'What became of a recording',
  whisper: 'What is said to whoever answers, before the two are joined',
} as const;
const ONLY_HEARD: readonly string[] = ['status', 'recording'];

/** The webhooks of carriers for the OpenAPI document. What they send is the carrier's own affair. */
export function carrierPaths(adapters: readonly CarrierAdapter[]): ZodOpenApiPathsObject {
  return Object.fromEntries(
    adapters.flatMap((adapter) =>
      Object.entries(WEBHOOKS).map(([kind, summary]) => {
        const responses = {
          ...(ONLY_HEARD.includes(kind) ? taken(adapter) : document(adapter)),
          default: {
            description: 'A problem; signature_invalid when the carrier has not signed it',
            content: { 'application/problem+json': { schema: problemSchema } },
          },
        };
        const common = { summary, tags: ['Carriers'], responses } satisfies ZodOpenApiOperationObject;
        const posted = { [adapter.posts]: { schema: z.record(z.string(), z.unknown()) } };
        const post = { ...common, requestBody: { required: true, content: posted } };
        return [`/v1/carriers/${adapter.name}/${kind}`, { get: common, post }] as const;
      }),
    ),
  );
}

function taken({ ackStatus: heard }: CarrierAdapter): ZodOpenApiResponsesObject {
  return heard === 204 ? { 204: { description: 'Taken' } } : { 200: { description: 'Taken' } };
}

function document(adapter: CarrierAdapter): ZodOpenApiResponsesObject {
  const [type = ''] = adapter.document([], NO_URLS).contentType.split(';');
  return {
    200: { description: "The carrier's call document", content: { [type]: { schema: z.unknown() } } },
  };
}

const NO_URLS: CallbackUrls = { next: () => '', status: '', recording: '', whisper: () => '' };
