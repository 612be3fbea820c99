import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { download } from '../../api/download.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import type { CallFilters } from './filters.ts';
import { callsText } from './text.ts';

/** The columns that a person reads, in their order. */
const COLUMNS =
  'at,caller,dialledNumber,endpointName,siteName,outcome,talkSeconds,channel,source,medium,campaign,keyword,landingPage,confidence';

/** Downloads the calls that the filters select, for a spreadsheet. */
export function ExportButton({ query }: { query: CallFilters['query'] }) {
  const text = useText(callsText);
  const { can } = useSession();
  const saving = useMutation({
    mutationFn: () => {
      const { from, ...filter } = query;
      const search = new URLSearchParams({ ...filter, fields: COLUMNS, for: 'excel' });
      return download(`/v1/exports/attributions.csv?${search}`, 'calls.csv');
    },
  });
  if (!can('attributions:read') || query.from) return null;
  return (
    <Button
      variant="default"
      leftSection={<Download size={15} aria-hidden="true" />}
      loading={saving.isPending}
      onClick={() => saving.mutate()}
      title={text.exportHint}
    >
      {text.export}
    </Button>
  );
}
