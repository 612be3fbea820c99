import { Button, Textarea } from '@mantine/core';
import type { FormEvent } from 'react';
import type { SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import css from './sites.module.css';
import { sitesText } from './text.ts';

/** The addresses whose pages get numbers. */
export function Origins({ site }: { site: SiteWithEndpoints }) {
  const text = useText(sitesText);
  const change = useChange('PATCH /v1/sites/{id}');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get('origins'));
    const origins = typed
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    change.mutate({ params: { id: site.id }, body: { origins } });
  }

  return (
    <Card title={text.origins}>
      <form className={css.form} onSubmit={submit}>
        <Textarea
          name="origins"
          aria-label={text.origins}
          description={text.originsLead}
          defaultValue={site.origins.join('\n')}
          rows={3}
          required
        />
        <Failure error={change.error} />
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {change.isSuccess ? text.saved : text.saveOrigins}
          </Button>
        </div>
      </form>
    </Card>
  );
}
