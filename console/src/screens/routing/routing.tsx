import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useParams } from 'wouter';
import type { Endpoint } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { Answering } from './answering.tsx';
import { Callers } from './callers.tsx';
import { Closed } from './closed.tsx';
import { DryRun } from './dry-run.tsx';
import { HoursPart } from './hours.tsx';
import { type Plan, sentPlan } from './plan.ts';
import { Ringing } from './ringing.tsx';
import css from './routing.module.css';
import { routingText } from './text.ts';
import { useFaults } from './use-faults.ts';

/** The routing plan of an endpoint, as the steps that its calls take. */
export default function RoutingPage() {
  const text = useText(routingText);
  const { id = '' } = useParams();
  const { endpoint, site, isReady } = useNames();
  const found = endpoint(id);
  return (
    <div>
      <BackLink
        to={found ? `/sites/${found.site}` : '/sites'}
        label={site(found?.site ?? null)?.name ?? text.sites}
      />
      {found && <Editor key={found.id} endpoint={found} />}
      {!isReady && <Loading />}
      {isReady && !found && <Page title={text.notFound}>{null}</Page>}
    </div>
  );
}

function Editor({ endpoint }: { endpoint: Endpoint }) {
  const text = useText(routingText);
  const canWrite = useSession().can('setup:write');
  const [saved, setSaved] = useState<Plan>(endpoint.routing);
  const [plan, setPlan] = useState(saved);
  const save = useChange('PATCH /v1/endpoints/{id}');
  const faultAt = useFaults(save.error);
  const part = {
    ...{ plan, faultAt },
    change: (changed: Partial<Plan>) => {
      setPlan({ ...plan, ...changed });
      if (save.isSuccess) save.reset();
    },
  };
  const isSaved = JSON.stringify(sentPlan(plan)) === JSON.stringify(saved);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const body = { routing: sentPlan(plan) };
    // The gateway writes numbers in its own way.
    const onSuccess = ({ routing }: Endpoint) => {
      setSaved(routing);
      setPlan(routing);
    };
    save.mutate({ params: { id: endpoint.id }, body }, { onSuccess });
  }

  return (
    <Page title={endpoint.name} lead={text.lead}>
      <div className={css.grid}>
        <form className={css.flow} onSubmit={submit}>
          <fieldset disabled={!canWrite}>
            <legend className={css.hidden}>{text.lead}</legend>
            <ol className={css.parts}>
              <Callers {...part} />
              <HoursPart {...part} />
              <Closed {...part} />
              <Ringing {...part} endpoint={endpoint} />
              <Answering {...part} />
            </ol>
          </fieldset>
          <Failure error={save.error} />
          {canWrite && (
            <div className={css.save}>
              <Button type="submit" loading={save.isPending} disabled={isSaved}>
                {text.save}
              </Button>
              <span aria-live="polite" className={css.quiet}>
                {isSaved ? text.saved : text.unsaved}
              </span>
            </div>
          )}
        </form>
        <DryRun endpoint={endpoint} isSaved={isSaved} />
      </div>
    </Page>
  );
}
