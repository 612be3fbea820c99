import { sendBeacon } from './post.ts';

type Hit = { type: 'page' | 'tap' | 'leave'; page?: string; link?: string | null | undefined };

export function sendHit(config: { api: string; site: string }, session: string | null, hit: Hit): void {
  // Without consent there is no session that a hit could belong to.
  if (!session) return;
  // JSON has a date in ISO 8601.
  const at = new Date();
  sendBeacon(`${config.api}/v1/hits`, [{ site: config.site, session, at, ...hit }]);
}
