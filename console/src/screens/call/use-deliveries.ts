import { useQueries } from '@tanstack/react-query';
import type { Call } from '../../../../tools/client/operations.ts';
import { call as request } from '../../api/client.ts';
import { useRead } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import type { Delivered } from './story.ts';

/** Returns what each consumer of the call's provider was sent about it. */
export function useDeliveries({ id, provider }: Call): Delivered[] {
  const enabled = useSession().can('consumers:read') && provider !== null;
  const { data } = useRead(
    'GET /v1/consumers',
    { query: { provider: provider ?? '', limit: 100 } },
    { enabled },
  );
  return useQueries({
    queries: (data?.data ?? []).map((consumer) => ({
      queryKey: ['GET /v1/consumers/{id}/deliveries', consumer.id, id],
      queryFn: () =>
        request('GET /v1/consumers/{id}/deliveries', { params: { id: consumer.id }, query: { call: id } }),
      select: ({ data: deliveries }: { data: Delivered['delivery'][] }) =>
        deliveries.map((delivery) => ({ consumer, delivery })),
    })),
    combine: (answers) => answers.flatMap((answer) => answer.data ?? []),
  });
}
