import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { download } from '../../api/download.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { funnelText } from './funnel-text.ts';
import type { Dimension } from './query.ts';

type Props = {
  /** The query of the funnel. */
  query: Record<string, string>;
  by: Dimension;
};

/** The dimensions of calls by which sessions are counted too. */
const COUNTED: readonly Dimension[] = ['channel', 'source', 'campaign', 'site'];

/** Saves the funnel as a CSV file, with a line for each value of the dimension. */
export function FunnelFile({ query, by }: Props) {
  const text = useText(funnelText);
  const search = new URLSearchParams({ ...query, by: COUNTED.includes(by) ? by : 'channel' });
  const save = useMutation<void, Error>({
    mutationFn: () => download(`/v1/reports/funnel.csv?${search}`, 'funnel.csv'),
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
