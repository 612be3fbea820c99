import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { VirtualNumber } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useProviderChoice } from '../../shell/provider.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { linesOf } from '../numbers/lines.ts';
import { SkippedNumbers } from '../numbers/skipped.tsx';
import { type Answers, type Created, siteCreator, wrongFields } from './create-site.ts';
import { readDraft, removeDraft, saveDraft } from './draft.ts';
import { NEW, NumbersSection, ProviderSection, SiteSections } from './new-site-sections.tsx';
import css from './sites.module.css';
import { sitesText } from './text.ts';

/** The form that creates a site with its business, its numbers and the endpoint of its calls. A reload keeps the answers. */
export function NewSite() {
  const { form: text } = useText(sitesText);
  const { providers, pools } = useNames();
  const { provider: chosen } = useProviderChoice();
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const [draft] = useState(readDraft);
  // A site of the demo's business would go away with the demo.
  const own = providers.find(({ demo }) => demo === undefined);
  const [create] = useState(() => siteCreator(draft.made, (made) => saveDraft({ made })));
  const [provider, setProvider] = useState(draft.fields.provider ?? chosen ?? own?.id ?? NEW);
  const ownPools = pools.filter((one) => one.provider === provider);
  const [pool, setPool] = useState(draft.fields.pool ?? ownPools[0]?.id ?? NEW);
  const creation = useMutation({
    mutationFn: create,
    async onSuccess({ site }) {
      await cache.invalidateQueries();
      if (site === null) return;
      removeDraft();
      navigate(`/sites/${site}`);
    },
  });
  const isNewPool = !ownPools.some(({ id }) => id === pool);
  const wrong = wrongFields(creation.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    creation.mutate(answersFrom(fields, provider || null, isNewPool ? null : pool));
  }

  function remember({ currentTarget }: FormEvent<HTMLFormElement>) {
    const fields = Object.fromEntries(
      [...new FormData(currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    saveDraft({ fields });
  }

  return (
    <Page title={text.title} lead={text.lead}>
      <form className={css.wizard} onSubmit={submit} onChange={remember}>
        <ProviderSection
          providers={providers}
          provider={provider}
          choose={setProvider}
          typed={draft.fields}
        />
        <SiteSections typed={draft.fields} wrong={wrong} />
        <NumbersSection
          pools={ownPools}
          pool={isNewPool ? NEW : pool}
          choose={setPool}
          typed={draft.fields}
        />
        <NotAdded created={creation.data} />
        {wrong.length === 0 && <Failure error={creation.error} />}
        <div>
          <Button type="submit" size="md" loading={creation.isPending}>
            {text.submit}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function NotAdded({ created }: { created: Created | undefined }) {
  const { form: text } = useText(sitesText);
  if (!created?.skipped) return null;
  return (
    <div className={css.skipped} role="alert">
      <p>{text.skipped}</p>
      <SkippedNumbers skipped={created.skipped} />
    </div>
  );
}

function answersFrom(fields: FormData, provider: string | null, pool: string | null): Answers {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  return {
    ...{ provider, pool },
    providerName: text('providerName'),
    siteName: text('siteName'),
    origin: text('origin'),
    endpointName: text('endpointName'),
    number: text('number'),
    carrier: (text('carrier') || 'twilio') as VirtualNumber['carrier'],
    numbers: linesOf(text('numbers')),
  };
}
