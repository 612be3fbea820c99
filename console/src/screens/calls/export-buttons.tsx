import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { download } from '../../api/download.ts';
import { useNames } from '../../api/names.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import type { CallFilters } from './filters.ts';
import { callsText } from './text.ts';

const FORMATS = ['csv', 'xlsx'] as const;

/** Downloads the calls that the filters select, in the columns that a person reads. */
export function ExportButtons({ query }: { query: CallFilters['query'] }) {
  const text = useText(callsText);
  const { zone } = useNames();
  const saving = useMutation({
    mutationFn: (format: (typeof FORMATS)[number]) => {
      const members = Object.entries({ ...query, timeZone: zone(query.provider ?? null) });
      const search = new URLSearchParams(members.map(([name, value]) => [name, String(value)]));
      return download(`/v1/exports/calls.${format}?${search}`, `calls.${format}`);
    },
  });
  return (
    <>
      {FORMATS.map((format) => (
        <Button
          key={format}
          variant="default"
          leftSection={<Download size={15} aria-hidden="true" />}
          loading={saving.isPending && saving.variables === format}
          onClick={() => saving.mutate(format)}
          title={text.exportHint}
        >
          {text.formats[format]}
        </Button>
      ))}
      <Failure error={saving.error} />
    </>
  );
}
