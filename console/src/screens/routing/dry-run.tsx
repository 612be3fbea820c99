import { Button, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { CallStep, Endpoint, RoutedCall } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import css from './routing.module.css';
import { routingText } from './text.ts';

/** Plays an invented call through the saved plan: in words, and in the carrier's document. No telephone rings. */
export function DryRun({ endpoint, isSaved }: { endpoint: Endpoint; isSaved: boolean }) {
  const { dryRun: text } = useText(routingText);
  const run = useChange('POST /v1/endpoints/{id}/route');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const at = String(fields.get('at'));
    run.mutate({
      params: { id: endpoint.id },
      body: { from: String(fields.get('from')), ...(at && { at: new Date(at).toISOString() }) },
    });
  }

  return (
    <Card title={text.title} className={css.dryRun}>
      <p className={css.quiet}>{isSaved ? text.lead : text.saveFirst}</p>
      <form className={css.fields} onSubmit={submit}>
        <TextInput name="from" label={text.from} defaultValue="+13125550100" maxLength={100} required />
        <TextInput name="at" label={text.at} description={text.atHelp} type="datetime-local" />
        <Failure error={run.error} />
        <div>
          <Button type="submit" variant="default" loading={run.isPending}>
            {text.submit}
          </Button>
        </div>
      </form>
      {run.data && <Result routed={run.data} />}
    </Card>
  );
}

function Result({ routed }: { routed: RoutedCall }) {
  const { dryRun: text } = useText(routingText);
  return (
    <div className={css.result} aria-live="polite">
      <h3>{text.steps}</h3>
      <Steps steps={routed.steps} />
      {routed.afterwards.map((steps, i) => (
        <div key={`${i + 1}`}>
          <h3>{i === 0 ? text.nobody : text.afterThat}</h3>
          <Steps steps={steps} />
        </div>
      ))}
      {routed.caveats.map((caveat) => (
        <p key={caveat} className={css.quiet}>
          {caveat}
        </p>
      ))}
      <details>
        <summary>{text.document(routed.carrier)}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls long lines here */}
        <pre tabIndex={0}>
          <code>{routed.document.body}</code>
        </pre>
      </details>
    </div>
  );
}

function Steps({ steps }: { steps: readonly CallStep[] }) {
  const { step: words } = useText(routingText);
  const inWords = (step: CallStep): string => {
    switch (step.type) {
      case 'dial':
        return words.dial(
          step.targets.map((target) => ('number' in target ? target.number : target.sip)).join(', '),
          step.timeoutSeconds,
        );
      case 'say':
        return words.say(step.text);
      case 'gather':
        return words.gather(step.text);
      case 'voicemail':
        return words.voicemail(step.text, step.maxSeconds);
      case 'reject':
        return words.reject[step.reason];
      case 'hangup':
        return words.hangup;
    }
  };
  return (
    <ol>
      {steps.map((step, i) => (
        <li key={`${i + 1}`}>{inWords(step)}</li>
      ))}
    </ol>
  );
}
