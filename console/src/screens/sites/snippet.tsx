import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import css from './sites.module.css';
import { sitesText } from './text.ts';

const WAYS = ['html', 'gtm', 'wordpress', 'react'] as const;
type Way = (typeof WAYS)[number];

/** The code for the pages of a site, with the steps that put it there. */
export function Snippet({ site }: { site: SiteWithEndpoints }) {
  const text = useText(sitesText);
  const [way, setWay] = useState<Way>('html');
  const [endpoint, setEndpoint] = useState(site.endpoints[0]?.id ?? '');
  const tags = useRead('GET /v1/tags', { query: { site: site.id, endpoint } }, { enabled: endpoint !== '' });
  const code = tags.data?.combined ?? '';
  return (
    <Card title={text.code}>
      <p className={css.quiet}>{text.codeLead}</p>
      <div className={css.choices}>
        <SegmentedControl
          aria-label={text.code}
          value={way}
          onChange={(chosen) => setWay(chosen as Way)}
          transitionDuration={0}
          data={WAYS.map((value) => ({ value, label: text.ways[value] }))}
        />
        {site.endpoints.length > 1 && (
          <NativeSelect
            aria-label={text.endpoint}
            value={endpoint}
            onChange={({ currentTarget }) => setEndpoint(currentTarget.value)}
            data={site.endpoints.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </div>
      <ol className={css.steps}>
        {text.steps[way].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Failure error={tags.error} />
      <div className={css.code}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls long lines here */}
        <pre tabIndex={0}>
          <code>{code}</code>
        </pre>
        <CopyButton text={code} disabled={code === ''} />
      </div>
    </Card>
  );
}
