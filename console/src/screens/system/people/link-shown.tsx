import type { OneTimeLink } from '../../../../../tools/client/operations.ts';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { ShownOnce } from '../../../ui/once.tsx';
import { systemText } from '../text.ts';

/** A one-time link for a person, or the news that it was sent by mail. */
export function LinkShown({ link: { url, expiresAt } }: { link: OneTimeLink }) {
  const text = useText(systemText);
  const end = useFormat().moment(expiresAt, OWN_ZONE);
  if (url === null) return <p role="status">{text.linkMailed(end)}</p>;
  return <ShownOnce lead={text.linkOnce(end)} secret={url} />;
}
