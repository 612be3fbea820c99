/**
 * Facets: short texts by which lists of calls are found, such as `source=google`. Each store keeps the facets of a call
 * beside it, with an index. They follow from the call, its attribution and its annotation.
 */
import { type Annotation, NOT_ANNOTATED } from '../domain/annotation.ts';
import type { Attribution } from '../domain/attribution.ts';
import type { Call, CallOutcome } from '../domain/call.ts';
import { resultOf, type StoredResult } from '../domain/call-result.ts';
import { identifiesCaller } from '../domain/privacy.ts';
import { bandOf, withoutQuery } from '../domain/report.ts';
import type { CallFilter } from './port/calls.ts';

/** The outcomes of calls that reached nobody. Such a call waits for a call back. */
export const UNANSWERED: readonly CallOutcome[] = ['missed', 'voicemail', 'failed'];

export const UNRETURNED = 'returned=false';
export const HAS_RESULT = 'result=true';

export type CallFacets = {
  facets: string[];
  /** The value of the qualification. */
  value: number | null;
  result: StoredResult | null;
};

export type FacetSources = {
  call: Pick<Call, 'outcome' | 'from'>;
  attribution: Attribution | null;
  annotation: Annotation | undefined;
  /** Whether a later call of the caller to the provider was answered. */
  isAnsweredLater: boolean;
};

/** Returns the facets of a call. */
export function facetsOf({ call, attribution, annotation, isAnsweredLater }: FacetSources): CallFacets {
  const { tags, qualification, calledBackAt } = annotation ?? NOT_ANNOTATED;
  const value = qualification?.value ?? null;
  const result = resultOf(attribution, { qualification });
  return {
    facets: [
      ...facets({ outcome: call.outcome ?? undefined }),
      ...(canBeReturned(call) ? facets({ returned: isAnsweredLater || calledBackAt !== null }) : []),
      ...(attribution ? facets(attributionFacets(attribution)) : []),
      ...tags.map((tag) => facet('tag', tag)),
      ...facets({ spam: qualification?.spam || undefined, valued: value === null ? undefined : true }),
      ...facets({ qualified: qualification?.qualified ?? undefined }),
      ...(result ? [HAS_RESULT] : []),
    ],
    value,
    result,
  };
}

/** Returns whether somebody can call the caller back: nobody answered, and the caller is known. */
export function canBeReturned({ outcome, from }: Pick<Call, 'outcome' | 'from'>): boolean {
  return outcome !== null && UNANSWERED.includes(outcome) && from !== null && identifiesCaller(from);
}

/**
 * Returns the facets that each call of a list has, and those that none has. The first one is the one that fewest calls
 * have by experience.
 */
export function wantedFacets(filter: CallFilter): { all: string[]; none: string[] } {
  const { tag, keyword, campaign, page, location, spam, returned, minValue, qualified } = filter;
  const { source, medium, channel, firstTime, attributed, outcome, band } = filter;
  return {
    all: facets({
      ...{ tag, keyword, campaign, page, location, spam: spam || undefined, qualified, returned },
      ...{ valued: minValue === undefined ? undefined : true },
      ...{ source, medium, channel, first: firstTime, attributed, outcome },
      ...{ band: band === undefined ? undefined : String(band) },
    }),
    none: spam === false ? facets({ spam: true }) : [],
  };
}

/** Null is a value: a campaign that is not known. */
function attributionFacets(attribution: Attribution): Record<string, FacetValue> {
  const { source, medium, campaign, keyword, channel, landingPage, to, callerCalls, confidence } =
    attribution;
  return {
    ...{ source, medium, campaign, keyword, channel, page: withoutQuery(landingPage) },
    location: attribution.location ?? null,
    attributed: to !== 'none',
    band: to === 'none' ? undefined : String(bandOf(confidence)),
    first: callerCalls === null ? undefined : callerCalls === 0,
  };
}

type FacetValue = string | boolean | null | undefined;

function facets(values: Record<string, FacetValue>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [facet(name, value)]));
}

function facet(name: string, value: string | boolean | null): string {
  return `${name}=${value ?? ''}`;
}
