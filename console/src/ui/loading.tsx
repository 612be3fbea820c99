import { Skeleton } from '@mantine/core';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';

/** Grey lines in the place of content that is on its way. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const text = useText(common);
  return (
    <div role="status" aria-label={text.loading}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={20} my={14} radius={6} width={line % 3 === 2 ? '62%' : '100%'} />
      ))}
    </div>
  );
}
