import type { InstallationCheck, NumberOnPage } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import css from './installation.module.css';
import { installationText } from './installation-text.ts';

type Found = InstallationCheck['endpoints'][number];

/** The places of a page that have an endpoint's number, in their HTML. */
export function Spots({ found }: { found: Found }) {
  const text = useText(installationText);
  const { number } = useFormat();
  const name = useNames().endpoint(found.endpoint)?.name ?? found.number;
  return (
    <section className={css.spots} aria-label={name}>
      <h3>{text.changes(number(found.changing), name)}</h3>
      <SpotList spots={found.changes} />
      {found.changing > found.changes.length && (
        <p className={css.quiet}>{text.more(number(found.changing - found.changes.length))}</p>
      )}
      {found.unchanged.length > 0 && (
        <details>
          <summary>{text.unchanged(number(found.unchanged.length))}</summary>
          <SpotList spots={found.unchanged} />
        </details>
      )}
    </section>
  );
}

function SpotList({ spots }: { spots: readonly NumberOnPage[] }) {
  const text = useText(installationText);
  return (
    <ul>
      {spots.map(({ before, found, after, becomes, because }, i) => (
        <li key={i}>
          <code>
            {before}
            <mark>{found}</mark>
            {after}
          </code>
          <p className={css.quiet}>
            {because ? text.because[because] : becomes !== null && text.becomes(becomes)}
          </p>
        </li>
      ))}
    </ul>
  );
}
