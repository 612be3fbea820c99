import type { Api, Request } from './api.ts';
import type { SetUpSite } from './setup-provider.ts';

export type Allocation = {
  number: string | null;
  national: string | null;
  keyedBy: 'session' | 'bucket' | 'overflow' | 'none';
  reason: string;
  link: string | null;
  expiresAt: string | null;
};

export const GOOGLE_CPC = { source: 'google', medium: 'cpc' };

/** Asks for a number as the tag of a site does. */
export async function askNumber(
  api: Api,
  { site, endpoint }: SetUpSite,
  session: string,
  more: Record<string, unknown> = {},
  request: Request = {},
) {
  const body = { site, endpoint, session, bucket: GOOGLE_CPC, ...more };
  return api<Allocation>('POST', '/v1/allocations', { key: null, ...request, body });
}
