import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { RecordingReader } from '../recordings.ts';

/** Returns the route by which people listen to a call. */
export function recordingRoutes(narrow: Narrow, read: RecordingReader): Route[] {
  const schema = z.string().meta({ description: 'The bytes of the sound' });
  const answer = { schema, contentType: 'audio/*' };
  return [
    route({
      method: 'get',
      path: '/v1/calls/{id}/recording',
      tag: 'Calls',
      summary: 'Listen to a call: its recording, read from the carrier. Takes `Range`.',
      scope: 'recordings:read',
      params: idParams,
      answers: {
        200: { description: 'The recording', ...answer },
        206: { description: 'The part of the recording that `Range` names', ...answer },
      },
      handle: async ({ params }, { holder, headers }) => {
        const call = await narrow(holder.reach).calls.get(params.id);
        if (!call) throw new Problem('not_found', `There is no call ${params.id}.`);
        const leaving = new AbortController();
        const recording = await read(call, headers.range, leaving.signal);
        return {
          status: recording.status,
          headers: {
            ...recording.headers,
            'Cache-Control': 'private, no-store',
            'Content-Security-Policy': "default-src 'none'; sandbox",
            'Content-Disposition': 'inline; filename="recording"',
          },
          stream: async function* (gone: AbortSignal) {
            gone.addEventListener('abort', () => leaving.abort(), { once: true });
            yield* recording.bytes;
          },
        };
      },
    }),
  ];
}
