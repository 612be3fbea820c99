import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { phoneText } from '../../ui/phone.tsx';
import { pagePath } from '../../ui/visit.tsx';
import type { Words } from './story.ts';
import { callText } from './text.ts';

/** Returns the sentences of a story in the reader's language. */
export function useWords(): Words {
  const text = useText(callText);
  const { percent, duration, locale } = useFormat();
  const { endpoint } = useNames();
  return {
    ...text,
    ended: (seconds) => text.ended(duration(seconds)),
    end(call) {
      const name = endpoint(call.endpoint)?.name ?? phoneText(call.answeredBy ?? '');
      switch (call.outcome) {
        case 'answered':
          return text.answered(name);
        case 'voicemail':
          return text.message;
        case 'blocked':
          return text.blocked;
        case 'failed':
          return text.failed;
        default:
          return text.notAnswered;
      }
    },
    attributed({ cause, to, confidence }) {
      if (cause === 'correction') return text.corrected;
      return text.attributed[to](percent(confidence));
    },
    qualification({ qualification }) {
      if (!qualification) return '';
      const { qualified, value, currency, spam } = qualification;
      const money =
        value !== null &&
        new Intl.NumberFormat(locale, currency ? { style: 'currency', currency } : {}).format(value);
      const lead = qualified === null ? null : `${text.lead}: ${qualified ? text.leads.yes : text.leads.no}`;
      return [lead, money, spam && text.spam].filter(Boolean).join(' · ');
    },
    delivered: (state, consumer) => text.delivered[state](consumer),
    number: (value) => phoneText(value).replaceAll(' ', ' '),
    page: pagePath,
  };
}
