import { Fragment } from 'react';
import type { Call, Visit } from '../../../tools/client/operations.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import { Tag } from './marks.tsx';
import css from './visit.module.css';

/** Where the visit of a call came from: its channel, and below it source and campaign. */
export function CameFrom({ visit }: Pick<Call, 'visit'>) {
  const text = useText(common);
  if (!visit || visit.to === 'none') return <span className={css.quiet}>{text.notAttributed}</span>;
  const detail = sourceOf(visit).filter((part) => part !== null && part !== '(direct)');
  return (
    <span className={css.source}>
      <span>
        {visit.channel ?? text.unknown} {visit.to === 'bucket' && <Tag>{text.toBucket}</Tag>}
      </span>
      {detail.length > 0 && <span className={css.detail}>{detail.join(' · ')}</span>}
    </span>
  );
}

/** Returns the source and the campaign of a visit, or of the bucket that a call came from. */
function sourceOf({ lastTouch, bucket }: Visit): (string | null)[] {
  if (lastTouch) return [lastTouch.source, lastTouch.campaign ?? lastTouch.keyword];
  return [bucket?.source ?? null, bucket?.campaign ?? null];
}

/** A page's address without its host and query, which take the place of what matters. */
export function pagePath(page: string): string {
  try {
    return decodeURI(new URL(page).pathname);
  } catch {
    return page;
  }
}

/** A page's address, without what goes without saying, that breaks between its parts. */
export function PageAddress({ page }: { page: string }) {
  const parts = page
    .replace(/^https?:\/\//, '')
    .replace(/\?.*$/, '')
    .split('/');
  return (
    <span title={page}>
      {parts.map((part, place) => (
        <Fragment key={parts.slice(0, place + 1).join('/')}>
          {place > 0 && (
            <>
              /<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
