import { Button } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'wouter';
import type { Consumer } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useSession } from '../../session/session.tsx';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { asPlain, ChangeConsumer } from './change-consumer.tsx';
import css from './consumers.module.css';
import { Deliveries } from './deliveries.tsx';
import { asPlatform } from './platforms/fields.ts';
import { PlatformCard } from './platforms/platform-card.tsx';
import { RemoveConsumer } from './remove-consumer.tsx';
import { ConsumerState } from './state.tsx';
import { consumersText } from './text.ts';

const REFRESH = { refetchInterval: 5000 };

export default function ConsumerPage() {
  const text = useText(consumersText);
  const { id = '' } = useParams();
  const { data, error, refetch } = useRead('GET /v1/consumers/{id}', { params: { id } }, REFRESH);
  const isUnknown = error instanceof ApiProblem && error.problem.code === 'not_found';
  return (
    <div>
      <BackLink to="/consumers" label={text.back} />
      {data?.id === id ? (
        <Details consumer={data} />
      ) : (
        <Page title={isUnknown ? text.notFound : text.title}>
          {!error && <Loading />}
          {!isUnknown && <Failure error={error} onRetry={() => void refetch()} />}
        </Page>
      )}
    </div>
  );
}

function Details({ consumer }: { consumer: Consumer }) {
  const text = useText(consumersText);
  const { moment } = useFormat();
  const { zone } = useNames();
  const { kind, state, disabled, provider, name } = consumer;
  const platform = asPlatform(consumer);
  return (
    <Page
      title={name}
      lead={
        <span className={css.lead}>
          <ConsumerState state={state} />
          {text.kinds[kind]}
          {kind === 'webhook' && <span>{consumer.settings.url}</span>}
        </span>
      }
      actions={<Actions consumer={consumer} />}
    >
      {disabled && (
        <p className={css.disabled}>
          {text.disabledSince(moment(disabled.at, zone(provider)), disabled.reason)}
        </p>
      )}
      {platform && <PlatformCard consumer={platform} />}
      <Deliveries consumer={consumer} />
    </Page>
  );
}

function Actions({ consumer }: { consumer: Consumer }) {
  const { id, name, paused, state } = consumer;
  const text = useText(consumersText);
  const words = useText(common);
  const { number } = useFormat();
  const canWrite = useSession().can('consumers:write');
  const change = useChange('PATCH /v1/consumers/{id}');
  const test = useChange('POST /v1/consumers/{id}/test');
  const [dialog, setDialog] = useState<'change' | 'remove' | null>(null);
  const plain = asPlain(consumer);
  if (!canWrite) return null;
  const { data: trial } = test;
  return (
    <div className={css.actions}>
      <div className={css.buttons}>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ params: { id } })}>
          {text.test}
        </Button>
        {state === 'disabled' ? (
          <Button onClick={() => change.mutate({ params: { id }, body: { disabled: null } })}>
            {text.enable}
          </Button>
        ) : (
          <Button
            variant="default"
            onClick={() => change.mutate({ params: { id }, body: { paused: !paused } })}
          >
            {paused ? text.resume : text.pause}
          </Button>
        )}
        {plain && (
          <Button variant="default" onClick={() => setDialog('change')}>
            {text.change}
          </Button>
        )}
        <Button variant="default" onClick={() => setDialog('remove')}>
          {words.remove}
        </Button>
      </div>
      {plain && dialog === 'change' && <ChangeConsumer consumer={plain} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && <RemoveConsumer {...{ id, name }} onClose={() => setDialog(null)} />}
      {trial && (
        <p role="status" className={trial.ok ? css.good : css.bad}>
          {trial.ok ? text.testOk(number(trial.ms ?? 0)) : text.testFailed(trial.reason?.detail ?? '')}
        </p>
      )}
      <Failure error={change.error ?? test.error} />
    </div>
  );
}
