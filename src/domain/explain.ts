/** The evidence of an attribution: findings for marketers, each with one fact and its figures. */

import type { Factor } from './attribution.ts';
import type { AttributionFacts } from './attribution-facts.ts';
import { intentOf } from './confidence/intent.ts';
import type { BucketShare, Posterior, Weighed } from './confidence/posterior.ts';
import type { Finding } from './finding.ts';
import type { LinkRecord } from './ledger.ts';

type Claim = { named: Weighed | null; share: BucketShare | null };

/** Returns the findings in the order of reading: the most likely visitor, the others, the conclusion. */
export function explain(facts: AttributionFacts, found: Posterior, claim: Claim): Finding[] {
  const { call, link, model, isCut } = facts;
  if (call.resolution === 'unknown') return [finding('not_of_a_pool')];
  const [best] = found.sessions;
  const findings: Finding[] = [];
  if (call.resolution === 'repeat_caller') findings.push(finding('to_endpoint_of_caller'));
  if (call.resolution === 'shown_before') findings.push(finding('to_endpoint_of_visitors'));
  if (call.resolution === 'overflow') findings.push(finding('overflow_number'));
  if (!best) return [...findings, finding('shown_to_nobody')];

  findings.push(...mostLikely(best));
  if (link) findings.push(...choiceOf(link));
  findings.push(...others(found, isCut));
  findings.push(finding('nobody_probability', { probability: found.nobody }));
  findings.push(conclusion(facts, found, claim));
  if (model.version === null) findings.push(finding('provisional'));
  return findings;
}

function mostLikely({ holder, ageSeconds, closedSeconds, rate, factors, probability }: Weighed): Finding[] {
  const { keyedBy, session } = holder.showing;
  const intent = holder.visit && intentOf(holder.visit.facts);
  const whose = session === null || keyedBy === 'bucket' ? 'bucket' : 'session';
  const callsPerHour = rate * 3600;
  const seen =
    closedSeconds === null
      ? [
          finding('shown_at_call', { whose }),
          finding('page_open', { seconds: ageSeconds }),
          finding('rate_of_open_page', { callsPerHour }),
        ]
      : [
          finding('shown_before_call', { whose, seconds: closedSeconds }),
          finding('rate_of_left_page', { callsPerHour }),
        ];
  return [
    ...seen,
    ...factors.map((factor) => ofFactor(factor, intent)),
    finding('visitor_probability', { probability }),
  ];
}

function ofFactor({ of, ratio }: Factor, intent: string | null): Finding {
  switch (of) {
    case 'intent':
      return finding('intent', { intent: intent ?? '', ratio });
    case 'tap':
      return finding('tap', { ratio });
    case 'repeat_caller':
      return finding('known_caller', { ratio });
    case 'region':
      return finding(ratio >= 1 ? 'same_region' : 'other_region', { ratio });
    default:
      return of satisfies never;
  }
}

function choiceOf({ reason, activeSessions, threshold }: LinkRecord): Finding[] {
  switch (reason) {
    case 'over_threshold':
      return [
        finding('bucket_over_threshold', { activeSessions: activeSessions ?? 0, threshold: threshold ?? 0 }),
      ];
    case 'no_number_for_session':
      return [finding('bucket_without_free_number')];
    case 'address_limit':
      return [finding('bucket_by_network')];
    case 'shared_bucket':
      return [finding('bucket_of_all')];
    default:
      return [];
  }
}

function others({ sessions }: Posterior, isCut: boolean): Finding[] {
  const [, ...rest] = sessions;
  if (rest.length === 0) return [];
  const probability = rest.reduce((total, one) => total + one.probability, 0);
  return [
    finding(isCut ? 'other_visitors_and_more' : 'other_visitors', { visitors: rest.length, probability }),
  ];
}

function conclusion(
  { claimAt }: AttributionFacts,
  { sessions }: Posterior,
  { named, share }: Claim,
): Finding {
  if (named) return finding('to_session', { claimAt });
  const hasOwn = sessions.some(({ holder }) => holder.showing.keyedBy === 'session');
  if (share) {
    const { probability } = share;
    return hasOwn
      ? finding('to_bucket', { claimAt, probability })
      : finding('to_bucket_of_number', { probability });
  }
  return hasOwn ? finding('to_nobody', { claimAt }) : finding('to_nobody_of_number');
}

/** Makes a finding. Its figures have six digits. */
export function finding(code: Finding['code'], facts: Finding['facts'] = {}): Finding {
  const figures = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(6)) : value,
  ]);
  return { code, facts: Object.fromEntries(figures) };
}
