import type { Api } from './api.ts';
import { eventually } from './eventually.ts';

export type Call = {
  id: string;
  carrierCallId: string;
  from: string;
  to: string;
  at: string;
  outcome: string | null;
  ringSeconds: number | null;
  talkSeconds: number | null;
  resolution: string | null;
  endpoint: string | null;
  site: string | null;
  provider: string | null;
  link: string | null;
  attribution: string | null;
};

export type Attribution = {
  outcome: string | null;
  id: string;
  call: string;
  to: 'session' | 'bucket' | 'none';
  session: string | null;
  visitor: string | null;
  bucket: Record<string, string> | null;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  landingPage: string | null;
  confidence: number;
  candidates: { to: string; session: string | null; link: string; probability: number }[];
  evidence: string[];
  rung: string;
  replaces: string | null;
};

export type PageOf<T> = { data: T[]; next: string | null };

/** The calls with this carrier's id: never more than one. */
export async function callsOf(api: Api, callSid: string): Promise<Call[]> {
  const { body } = await api<PageOf<Call>>('GET', '/v1/calls?limit=1000');
  return body.data.filter(({ carrierCallId }) => carrierCallId === callSid);
}

export function callOf(api: Api, callSid: string): Promise<Call> {
  return eventually(async () => (await callsOf(api, callSid))[0]);
}

export function attributionOf(api: Api, callSid: string): Promise<Attribution> {
  return eventually(async () => {
    const [call] = await callsOf(api, callSid);
    if (!call?.attribution) return null;
    return (await api<Attribution>('GET', `/v1/attributions/${call.attribution}`)).body;
  });
}
