import { createClient, type Input } from '../../../../tools/client/client.ts';
import type { Body } from '../../api/client.ts';
import { ApiProblem, ConnectionLost } from '../../api/problem.ts';

type SharedName =
  | 'GET /v1/shared'
  | 'GET /v1/shared/calls'
  | 'GET /v1/shared/report'
  | 'GET /v1/shared/funnel';
export type ReadShared = <N extends SharedName>(name: N, input: Input<N>) => Promise<Body<N>>;

/** Returns the function that reads what the share link shows. The link's secret is sent to nothing else, and saved nowhere. */
export function readerOf(secret: string): ReadShared {
  const request = createClient({ url: '', key: secret, fetch: (...args) => fetch(...args) });
  return async <N extends SharedName>(name: N, input: Input<N>) => {
    const answer = await request(name, input).catch((error: unknown) => {
      throw new ConnectionLost(error);
    });
    if (answer.isProblem) throw new ApiProblem(answer.body as ApiProblem['problem']);
    return answer.body as Body<N>;
  };
}
