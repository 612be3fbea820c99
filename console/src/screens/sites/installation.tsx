import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { InstallationCheck, SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import { urlOf } from './address.ts';
import { BrowserCheck } from './browser-check.tsx';
import { Findings } from './findings.tsx';
import css from './installation.module.css';
import { installationText } from './installation-text.ts';
import { Spots } from './spots.tsx';

/** Checks a page of the site: what keeps it from its numbers, and which places would change. */
export function Installation({ site }: { site: SiteWithEndpoints }) {
  const text = useText(installationText);
  const check = useChange('POST /v1/sites/{id}/check');
  const [isPasted, setPasted] = useState(false);

  const address = useRef<HTMLInputElement>(null);
  const addressOf = () => urlOf(address.current?.value.trim() ?? '').replace(/#.*$/, '');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const url = addressOf();
    const html = String(fields.get('html') ?? '');
    check.mutate({ params: { id: site.id }, body: { url, ...(html && { html }) } });
  }

  return (
    <Card title={text.title}>
      <form className={css.form} onSubmit={submit}>
        <TextInput
          ref={address}
          name="url"
          label={text.url}
          description={text.urlHelp}
          defaultValue={site.origins.find((origin) => !origin.includes('*')) ?? ''}
          inputMode="url"
          maxLength={2000}
          required
        />
        {isPasted && (
          <Textarea
            name="html"
            label={text.html}
            description={text.htmlHelp}
            rows={5}
            maxLength={1_000_000}
            required
          />
        )}
        <Failure error={check.error} />
        <div className={css.buttons}>
          <Button type="submit" loading={check.isPending}>
            {check.data ? text.again : text.submit}
          </Button>
          <Button variant="subtle" onClick={() => setPasted(!isPasted)}>
            {isPasted ? text.open : text.paste}
          </Button>
        </div>
      </form>
      {check.data && <Result result={check.data} site={site} />}
      <BrowserCheck site={site} addressOf={addressOf} />
    </Card>
  );
}

/** The findings of a page that the gateway could not read. Such a check says nothing about the tag. */
const UNREAD: ReadonlySet<InstallationCheck['findings'][number]['code']> = new Set([
  'page_refused',
  'page_unreachable',
  'page_status',
  'page_not_html',
  'page_unreadable',
]);

function Result({ result, site }: { result: InstallationCheck; site: SiteWithEndpoints }) {
  const text = useText(installationText);
  const isUnread = result.findings.some(({ code }) => UNREAD.has(code));
  return (
    <div className={css.result} aria-live="polite">
      <p className={css.verdict} data-ok={result.ok} data-unread={isUnread}>
        <strong>{isUnread ? text.unread : result.ok ? text.fine : text.wrong}</strong>{' '}
        <span className={css.quiet}>{result.url}</span>
      </p>
      <Findings findings={result.findings} site={site} />
      {result.endpoints.map((endpoint) => (
        <Spots key={endpoint.endpoint} found={endpoint} />
      ))}
    </div>
  );
}
