import { useMutation } from '@tanstack/react-query';
import { call } from '../../../api/client.ts';
import { CONNECTED_PATH } from './fields.ts';

/** Leads the browser to the page of the platform that asks for access to the consumer's account. */
export function useConnect() {
  return useMutation({
    mutationFn: (id: string) =>
      call('POST /v1/consumers/{id}/authorizations', {
        params: { id },
        body: { redirectUri: window.location.origin + CONNECTED_PATH },
      }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}
