import type { Answer } from './double.ts';

type MetaEvent = {
  event_name: string;
  event_time: number;
  action_source: string;
  event_id: string;
  user_data: { ph?: string[]; fbc?: string; external_id?: string[] };
  custom_data: Record<string, unknown>;
};

const DAY_S = 86_400;
const SOURCES = [
  'email',
  'website',
  'app',
  'phone_call',
  'chat',
  'physical_store',
  'system_generated',
  'business_messaging',
  'other',
];

/** Meta's Conversions API: it refuses a whole request if one event is wrong or too old. */
export function metaDouble(now: () => Date) {
  const counted = new Map<string, MetaEvent>();
  const tests: MetaEvent[] = [];

  function errorOf(event: MetaEvent): { code: number; error_subcode: number; message: string } | null {
    const invalid = (subcode: number, message: string) => ({ code: 100, error_subcode: subcode, message });
    const seconds = now().getTime() / 1000;
    if (!SOURCES.includes(event.action_source)) return invalid(2804019, 'action_source');
    if (!event.event_name || !Number.isInteger(event.event_time)) return invalid(2804008, 'event');
    if (event.event_time < seconds - 7 * DAY_S) return invalid(2804003, 'Event Timestamp Too Old');
    if (event.event_time > seconds + 60) return invalid(2804004, 'event_time is in the future');
    const { ph = [], fbc, external_id: external = [] } = event.user_data;
    if (ph.length + external.length === 0 && !fbc) return invalid(2804050, 'user_data');
    if (ph.some((hash) => !/^[0-9a-f]{64}$/.test(hash))) return invalid(2804009, 'ph is not hashed');
    if (fbc !== undefined && !/^fb\.1\.\d{13}\..+$/.test(fbc)) return invalid(2804010, 'fbc');
    return null;
  }

  const answer: Answer = ({ path, headers, body }) => {
    if (!/^\/v\d+\.\d\/\d+\/events$/.test(path)) return { status: 404, body: { error: { code: 803 } } };
    if (headers.authorization !== 'Bearer access-token')
      return { status: 400, body: { error: { code: 190, message: 'Invalid OAuth access token.' } } };
    const { data, test_event_code: code } = JSON.parse(body) as {
      data: MetaEvent[];
      test_event_code?: string;
    };
    const error = data.map(errorOf).find((one) => one !== null);
    if (error) return { status: 400, body: { error: { ...error, type: 'OAuthException' } } };
    for (const event of data) {
      if (code) tests.push(event);
      else counted.set(`${event.event_name} ${event.event_id}`, event);
    }
    return { status: 200, body: { events_received: data.length, messages: [], fbtrace_id: 'A1' } };
  };

  return { answer, counted, tests };
}
