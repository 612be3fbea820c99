import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Redirect } from 'wouter';
import { call } from '../../../api/client.ts';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Loading } from '../../../ui/loading.tsx';
import { Page } from '../../../ui/page.tsx';
import { platformText } from './text.ts';

/** The page to which a platform leads after a person has agreed or not. It finishes the connection and shows the consumer. */
export default function Connected() {
  const text = useText(platformText);
  const [answer] = useState(() => new URLSearchParams(window.location.search));
  const code = answer.get('code');
  const refusal = answer.get('error_description') ?? answer.get('error');
  const body = { state: answer.get('state') ?? '', code: code ?? '' };
  const { data, error } = useQuery({
    queryKey: ['POST /v1/authorizations', body],
    queryFn: () => call('POST /v1/authorizations', { body }),
    enabled: code !== null,
    // The code works once.
    ...{ retry: false, staleTime: Number.POSITIVE_INFINITY, refetchOnMount: false },
  });
  if (data) return <Redirect to={`/consumers/${data.id}`} replace />;
  const isPending = code !== null && !error;
  return (
    <Page title={isPending ? text.connecting : text.notConnected}>
      {isPending && <Loading />}
      {refusal && <p>{text.refused(refusal)}</p>}
      <Failure error={error} />
      {!isPending && (
        <Button component="a" href="/consumers" variant="default">
          {text.toConsumers}
        </Button>
      )}
    </Page>
  );
}
