import { useText } from '../../text/language.ts';
import { EntrancePage } from './entrance.tsx';
import { KeyForm } from './key-form.tsx';
import { signInText } from './text.ts';

export function SignIn() {
  const text = useText(signInText);
  return (
    <EntrancePage title={text.title}>
      <KeyForm />
    </EntrancePage>
  );
}
