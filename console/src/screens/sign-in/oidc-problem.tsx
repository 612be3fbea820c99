import { CircleAlert } from 'lucide-react';
import { useSearchParams } from 'wouter';
import { useText } from '../../text/language.ts';
import page from '../../ui/page.module.css';
import { type OidcCode, signInText } from './text.ts';

/** Says why the sign-in at the company's provider led back here. @param props.provider the provider's name */
export function OidcProblem({ provider = 'OpenID Connect' }: { provider?: string | undefined }) {
  const { problems } = useText(signInText);
  const [search] = useSearchParams();
  const code = search.get('problem') ?? '';
  if (!isKnown(code, problems)) return null;
  return (
    <div className={page.failure} role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <p>{problems[code](provider)}</p>
    </div>
  );
}

function isKnown(code: string, problems: Record<OidcCode, unknown>): code is OidcCode {
  return Object.hasOwn(problems, code);
}
