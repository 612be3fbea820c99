import type { FindingSentences } from './finding-sentences.ts';

const owner = (whose: unknown) => (whose === 'bucket' ? 'den Sitzungen einer Gruppe' : 'einer Sitzung');
const NO_BUCKET = 'Auch keine Gruppe erreicht 50 %, daher wird der Anruf niemandem zugeordnet.';
const NOT_OF_ONE = 'Die Nummer gehörte nicht einer einzelnen Sitzung.';

export const de: FindingSentences = {
  not_of_a_pool: () => 'Die gewählte Nummer gehört zu keinem Pool.',
  to_endpoint_of_caller: () =>
    'Die Nummer wurde seither für ein anderes Ziel gezeigt. Der Anruf ging an dieses, weil der Anrufer es früher über die Nummer erreicht hat.',
  to_endpoint_of_visitors: () =>
    'Die Nummer wurde seither für ein anderes Ziel gezeigt. Der Anruf ging an dieses, weil der Anrufer die Nummer höchstwahrscheinlich dafür gesehen hat.',
  overflow_number: () => 'Die Nummer ist die Überlaufnummer des Pools, die viele Besucher zugleich sehen.',
  pinned: () => 'Die Nummer steht fest für diese eine Quelle.',
  shown_to_nobody: () => 'Die Nummer wurde vor dem Anruf niemandem gezeigt.',
  shown_at_call: ({ whose }) => `Als der Anruf kam, wurde die Nummer ${owner(whose)} gezeigt.`,
  shown_before_call: ({ whose, seconds }, { time }) =>
    `Später Anruf: Die Nummer wurde zuletzt ${time(seconds)} vor dem Anruf ${owner(whose)} gezeigt.`,
  page_open: ({ seconds }, { time }) =>
    `Der wahrscheinlichste Besucher hatte die Nummer vor dem Anruf ${time(seconds)} lang auf der Seite.`,
  rate_of_open_page: ({ callsPerHour }, { figure }) =>
    `Besucher rufen in diesem Augenblick im Mittel ${figure(callsPerHour)}-mal je Stunde an.`,
  rate_of_left_page: ({ callsPerHour }, { figure }) =>
    `Besucher, die vor so langer Zeit gegangen sind, rufen im Mittel ${figure(callsPerHour)}-mal je Stunde an.`,
  intent: ({ intent, ratio }, { figure }) =>
    `Die Website meldete die Absicht ${intent}. Solche Besucher rufen ${figure(ratio)}-mal so oft an.`,
  tap: ({ ratio }, { figure }) =>
    `Der Besucher tippte in der Minute vor dem Anruf auf eine Telefonnummer. Das macht den Anruf ${figure(ratio)}-mal so wahrscheinlich.`,
  known_caller: ({ ratio }, { figure }) =>
    `Ein früherer Anruf von dieser Nummer kam vom selben Besucher. Das macht den Anruf ${figure(ratio)}-mal so wahrscheinlich.`,
  same_region: ({ ratio }, { figure }) =>
    `Die Nummer des Anrufers ist aus der Gegend des Besuchers. Das macht den Anruf ${figure(ratio)}-mal so wahrscheinlich.`,
  other_region: ({ ratio }, { figure }) =>
    `Die Nummer des Anrufers ist nicht aus der Gegend des Besuchers. Das macht den Anruf ${figure(ratio)}-mal so wahrscheinlich.`,
  visitor_probability: ({ probability }, { chance }) =>
    `Dieser Besucher hat mit einer Wahrscheinlichkeit von ${chance(probability)} angerufen.`,
  bucket_over_threshold: ({ activeSessions, threshold }, { figure }) =>
    `Die Nummer stand für eine Gruppe, weil ${figure(activeSessions)} aktive Sitzungen mehr waren als die Schwelle von ${figure(threshold)}.`,
  bucket_without_free_number: () =>
    'Die Nummer stand für eine Gruppe, weil für die Sitzung keine Nummer frei war.',
  bucket_by_network: () =>
    'Die Nummer stand für eine Gruppe, weil das Netz des Besuchers schon seinen Anteil am Pool hatte.',
  bucket_of_all: () =>
    'Die Nummer stand für alle Besucher der Website, für deren eigene Gruppe es keine Nummer gab.',
  other_visitors: ({ visitors, probability }, { figure, chance }) =>
    visitors === 1
      ? `Ein weiterer Besucher sah die Nummer vor dem Anruf, mit einer Wahrscheinlichkeit von ${chance(probability)}.`
      : `${figure(visitors)} weitere Besucher sahen die Nummer vor dem Anruf, zusammen mit einer Wahrscheinlichkeit von ${chance(probability)}.`,
  other_visitors_and_more: ({ visitors, probability }, { figure, chance }) =>
    `Mindestens ${figure(visitors)} weitere Besucher sahen die Nummer vor dem Anruf, zusammen mit einer Wahrscheinlichkeit von ${chance(probability)}.`,
  nobody_probability: ({ probability }, { chance }) =>
    `Mit einer Wahrscheinlichkeit von ${chance(probability)} hat der Anrufer keinen erfassten Besuch.`,
  to_session: ({ claimAt }, { chance }) =>
    `Der Anruf wird der Sitzung zugeordnet, weil ihre Wahrscheinlichkeit ${chance(claimAt)} erreicht.`,
  to_bucket: ({ claimAt, probability }, { chance }) =>
    `Keine Sitzung erreicht die nötige Wahrscheinlichkeit von ${chance(claimAt)}. Der Anruf wird der Gruppe zugeordnet, deren Sitzungen zusammen ${chance(probability)} haben.`,
  to_bucket_of_number: ({ probability }, { chance }) =>
    `${NOT_OF_ONE} Der Anruf wird der Gruppe zugeordnet, deren Sitzungen zusammen eine Wahrscheinlichkeit von ${chance(probability)} haben.`,
  to_nobody: ({ claimAt }, { chance }) =>
    `Keine Sitzung erreicht die nötige Wahrscheinlichkeit von ${chance(claimAt)}. ${NO_BUCKET}`,
  to_nobody_of_number: () => `${NOT_OF_ONE} ${NO_BUCKET}`,
  provisional: () =>
    'Die Sicherheit ist vorläufig: Sie beruht auf veröffentlichten Werten, bis Sie selbst genug Anrufe haben.',
  corrected: ({ reason }) => `Von Hand berichtigt: ${reason}`,
};
