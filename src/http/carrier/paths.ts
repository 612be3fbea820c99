import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { problemSchema } from '../problem.ts';

const WEBHOOKS = {
  voice: { summary: 'A call came in: what to do with it', answer: '200' },
  dial: { summary: 'A step of the routing plan ended, such as a dial: what to do next', answer: '200' },
  fallback: { summary: 'A call came in and its voice route failed: the plain forward', answer: '200' },
  status: { summary: 'Progress of a leg of the call', answer: '204' },
  recording: { summary: 'What became of a recording', answer: '204' },
  whisper: { summary: 'What is said to whoever answers, before the two are joined', answer: '200' },
} as const;

/** The webhooks of carriers for the OpenAPI document. What they send is the carrier's own affair. */
export function carrierPaths(carriers: readonly string[]): ZodOpenApiPathsObject {
  return Object.fromEntries(
    carriers.flatMap((carrier) =>
      Object.entries(WEBHOOKS).map(([kind, { summary, answer }]) => {
        const responses = {
          [answer]:
            answer === '200'
              ? {
                  description: "The carrier's call document",
                  content: { 'text/xml': { schema: z.string() } },
                }
              : { description: 'Taken' },
          default: {
            description: 'A problem; signature_invalid when the carrier has not signed it',
            content: { 'application/problem+json': { schema: problemSchema } },
          },
        };
        const common = { summary, tags: ['Carriers'], responses } satisfies ZodOpenApiOperationObject;
        const form = { 'application/x-www-form-urlencoded': { schema: z.record(z.string(), z.string()) } };
        const post = { ...common, requestBody: { required: true, content: form } };
        return [`/v1/carriers/${carrier}/${kind}`, { get: common, post }] as const;
      }),
    ),
  );
}
