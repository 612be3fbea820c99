import type { Dialled, KnownLink } from '../allocation/port.ts';
import type { Resolution } from '../domain/call.ts';
import type { WhisperFacts } from '../domain/whisper.ts';

/**
 * Returns where the call comes from, for a whisper. A bucket's key holds its values. A session's values are those that
 * its page sent to this process.
 */
export function whisperFactsOf(
  link: Dialled | null,
  known: KnownLink | undefined,
  resolution: Resolution | null,
): WhisperFacts {
  try {
    if (link?.keyedBy === 'bucket') return JSON.parse(link.key) as WhisperFacts;
    if (resolution?.keyedBy === 'bucket') return JSON.parse(resolution.key ?? '{}') as WhisperFacts;
    const isKnownLink = !resolution && (!link || link.link === known?.link);
    if (isKnownLink && known?.facts) return (JSON.parse(known.facts) as { values: WhisperFacts }).values;
  } catch {
    // A whisper without its values is better than no call.
  }
  return {};
}
