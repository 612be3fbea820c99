import { useText } from '../../../text/language.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import css from '../consumers.module.css';
import { CONNECTED_PATH, hasAccount, type PlatformKind } from './fields.ts';
import { platformText } from './text.ts';

/** The steps at the platform that give the form its entries. */
export function Steps({ kind }: { kind: PlatformKind }) {
  const text = useText(platformText);
  const redirectUri = window.location.origin + CONNECTED_PATH;
  return (
    <details className={css.details}>
      <summary>{text.whereToFind}</summary>
      <ol>
        {text.steps[kind].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {hasAccount(kind) && (
        <div className={css.copied}>
          <span>{text.redirectUri}</span>
          <code>{redirectUri}</code>
          <CopyButton text={redirectUri} />
        </div>
      )}
    </details>
  );
}
