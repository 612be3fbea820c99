import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { download } from '../../api/download.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { reportsText } from './text.ts';

type Props = { name: 'funnel' | 'value'; query: Record<string, string> };

/** Saves a report as the CSV file that the gateway makes of it. */
export function ReportFile({ name, query }: Props) {
  const text = useText(reportsText);
  const save = useMutation<void, Error>({
    mutationFn: () => download(`/v1/reports/${name}.csv?${new URLSearchParams(query)}`, `${name}.csv`),
  });
  return (
    <>
      <Failure error={save.error} />
      <Button
        variant="default"
        size="xs"
        leftSection={<Download size={14} aria-hidden="true" />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {text.csv}
      </Button>
    </>
  );
}
