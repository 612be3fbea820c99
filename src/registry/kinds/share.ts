import { randomWord } from '../../domain/ids.ts';
import type { Share } from '../../domain/model.ts';
import { misfit } from '../../domain/problem.ts';
import { shareRecord } from '../../domain/records/share.ts';
import { digestOf } from '../key-digest.ts';
import { referred } from '../references.ts';
import { lackingScopes } from './grants.ts';
import type { KindRules, RulesContext } from './rules.ts';

/** The scope that somebody needs to share what a link shows. */
const SHOWN_BY = { calls: 'calls:read', report: 'reports:read' } as const;

const MAX_LIFE_YEARS = 1;

export function shareRules(context: RulesContext): KindRules<'shares'> {
  const { holder, visible, add, checkSavedQuery, now } = context;

  function checkEnd(end: Date): void {
    const latest = now();
    latest.setUTCFullYear(latest.getUTCFullYear() + MAX_LIFE_YEARS);
    if (end <= now()) throw misfit([{ pointer: '/expiresAt', detail: 'must be in the future' }]);
    if (end > latest) throw misfit([{ pointer: '/expiresAt', detail: 'must be at most a year away' }]);
  }

  return {
    /** Returns the secret too, this once: only its digest is stored. */
    async create(request) {
      referred(visible, 'providers', request.provider, '/provider');
      const lacking = lackingScopes(holder, [SHOWN_BY[request.shows]]);
      if (lacking.length > 0) throw misfit([{ pointer: '/shows', detail: `you lack ${lacking.join(', ')}` }]);
      checkEnd(new Date(request.expiresAt));
      checkSavedQuery(request);
      const secret = `rts_${randomWord(40)}`;
      const share: Share = shareRecord.begin({ ...request, digest: digestOf(secret) }, now());
      await add('shares', share);
      return { ...share, secret };
    },
  };
}
