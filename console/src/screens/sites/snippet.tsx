import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import css from './sites.module.css';
import { sitesText } from './text.ts';

const WAYS = ['html', 'gtm', 'wordpress', 'react'] as const;
type Way = (typeof WAYS)[number];

/** The code for the pages of a site, with the steps that put it there. */
export function Snippet({ site }: { site: SiteWithEndpoints }) {
  const text = useText(sitesText);
  const words = useText(common);
  const [way, setWay] = useState<Way>('html');
  const [endpoint, setEndpoint] = useState(site.endpoints[0]?.id ?? '');
  const clipboard = useClipboard({ timeout: 2000 });
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
        <Button
          size="xs"
          variant="default"
          disabled={code === ''}
          leftSection={clipboard.copied ? <Check size={14} /> : <Copy size={14} />}
          onClick={() => clipboard.copy(code)}
        >
          {clipboard.copied ? words.copied : words.copy}
        </Button>
      </div>
    </Card>
  );
}
