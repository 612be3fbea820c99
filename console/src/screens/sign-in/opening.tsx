import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { EntrancePage } from './entrance.tsx';
import { signInText } from './text.ts';

/** The page until the gateway has said who is signed in, or why it cannot. */
export function Opening({ error }: { error: Error | null }) {
  const text = useText(signInText);
  if (!error) return null;
  return (
    <EntrancePage title={text.title}>
      <Failure error={error} onRetry={() => window.location.reload()} />
    </EntrancePage>
  );
}
