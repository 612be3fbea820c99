import { Button, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import css from './sites.module.css';
import { sitesText } from './text.ts';

/** Returns whether the reader may let the gateway play a test call. */
export function useTestCalls(): { isAllowed: boolean } {
  const { can } = useSession();
  const state = useRead('GET /v1/test-calls', {}, { enabled: can('setup:write'), staleTime: 60_000 });
  return { isAllowed: state.data?.allowed === true };
}

/** Plays a call to the number that a page shows, for somebody who has no carrier yet. */
export function TestCall({ site }: { site: SiteWithEndpoints }) {
  const text = useText(sitesText);
  const call = useChange('POST /v1/test-calls');
  const isWrong = call.error instanceof ApiProblem && call.error.problem.errors?.[0]?.pointer === '/to';

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const to = String(new FormData(event.currentTarget).get('to'));
    call.mutate({ body: { site: site.id, to } });
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput
        name="to"
        label={text.testNumber}
        error={isWrong && text.testNumberWrong}
        inputMode="tel"
        maxLength={40}
        required
      />
      {!isWrong && <Failure error={call.error} />}
      <div>
        <Button type="submit" variant="default" loading={call.isPending}>
          {text.testCall}
        </Button>
      </div>
    </form>
  );
}
