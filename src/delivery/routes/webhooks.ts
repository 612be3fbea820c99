import { STATE_ABOUT, type StateAbout } from '../../domain/alert-notice.ts';
import type { Webhook } from '../../kernel/openapi.ts';

const EVENTS = {
  'call.attributed': 'A call was attributed for the first time',
  'call.updated': 'The outcome of a call changed: it ended, was recorded or qualified',
  'call.reattributed': 'A call was attributed again, by a correction or a new model',
  'call.retracted': 'A call that was reported no longer passes the rule of the consumer',
} as const;

const STATES: { readonly [A in StateAbout]: string } = {
  pool_low: 'A pool runs low, or has numbers again',
  consumer_failing: 'Deliveries to another consumer fail, or arrive again',
  silence: 'A number or an endpoint has no call for an unusual time, or has calls again',
  numbers_elsewhere: 'The carrier sends the calls of a number elsewhere',
};

const callData: Webhook['body'] = {
  type: 'object',
  required: ['call', 'attribution'],
  properties: {
    call: { $ref: '#/components/schemas/Call' },
    attribution: { $ref: '#/components/schemas/AttributionRecord' },
    shortened: { type: 'boolean', description: 'Long lists were cut to keep the event below 20 kB' },
  },
};
const noticeData: Webhook['body'] = {
  type: 'object',
  required: ['consumer', 'notice'],
  properties: { consumer: { type: 'string' }, notice: { $ref: '#/components/schemas/Notice' } },
};

/** The events that webhooks receive, for the OpenAPI document. Call and attribution are those of the API. */
export const webhooks: readonly Webhook[] = [
  ...Object.entries(EVENTS).map(([type, summary]) => webhookOf(type, summary, callData)),
  ...STATE_ABOUT.map((about) => webhookOf(`alert.${about}`, STATES[about], noticeData)),
];

function webhookOf(type: string, summary: string, data: Webhook['body']): Webhook {
  return {
    name: type,
    summary,
    description: 'Signed by Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature`.',
    body: {
      type: 'object',
      required: ['type', 'timestamp', 'data'],
      properties: {
        type: { type: 'string', const: type },
        timestamp: { type: 'string', format: 'date-time' },
        data,
      },
    },
  };
}
