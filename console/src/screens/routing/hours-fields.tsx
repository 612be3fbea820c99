import { ActionIcon, Button, TextInput } from '@mantine/core';
import { X } from 'lucide-react';
import { useText } from '../../text/language.ts';
import { type Hours, newHours, replaced } from './plan.ts';
import css from './routing.module.css';
import { routingText } from './text.ts';

/** The hours of one day. A day without hours is closed. */
export function HoursFields(props: {
  of: string;
  hours: readonly Hours[];
  change: (hours: Hours[]) => void;
  faultAt: (pointer: string) => string | undefined;
}) {
  const { of, hours, change, faultAt } = props;
  const { hours: text } = useText(routingText);
  const field = (i: number, name: 'from' | 'to') => (
    <TextInput
      className={css.time}
      aria-label={`${of}: ${text[name]}`}
      value={hours[i]?.[name] ?? ''}
      onChange={({ currentTarget }) =>
        change(hours.map((one, at) => (at === i ? { ...one, [name]: currentTarget.value } : one)))
      }
      error={faultAt(`/${i}/${name}`)}
      placeholder="09:00"
      inputMode="numeric"
      maxLength={5}
      required
    />
  );
  return (
    <div className={css.hours}>
      {hours.length === 0 && <span className={css.quiet}>{text.closed}</span>}
      {hours.map((_, i) => (
        // The hours of a day have nothing that names them but their place.
        <div className={css.span} key={`${i + 1}`}>
          {field(i, 'from')}
          <span aria-hidden="true">–</span>
          {field(i, 'to')}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text.removeHours(of)}
            onClick={() => change(replaced(hours, i, undefined))}
          >
            <X size={15} aria-hidden="true" />
          </ActionIcon>
          {faultAt(`/${i}`) && <p className={css.fault}>{faultAt(`/${i}`)}</p>}
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={`${text.addHours}: ${of}`}
        onClick={() => change([...hours, newHours()])}
      >
        {text.addHours}
      </Button>
    </div>
  );
}
