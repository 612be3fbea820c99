import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isProblem } from '../../api/problem.ts';
import { SignInAgain } from './sign-in-again.tsx';

type FreshStep<I, R> = {
  run: (input: I) => void;
  isPending: boolean;
  error: Error | null;
  result: R | undefined;
  /** The dialog that signs the reader in again, while the step needs it. */
  dialog: ReactNode;
};

/** Runs a step that needs a sign-in within the last 15 minutes. An older one leads to a dialog, and then the step runs again. */
export function useFreshStep<I, R>(
  step: (input: I) => Promise<R>,
  onSuccess?: (result: R) => void,
): FreshStep<I, R> {
  const cache = useQueryClient();
  const { mutate, reset, variables, error, data, isPending } = useMutation({
    mutationFn: step,
    onSuccess: (result) => onSuccess?.(result),
    onSettled: () => cache.invalidateQueries(),
  });
  const isOld = isProblem(error, 'sign_in_again');
  return {
    run: mutate,
    isPending,
    error: isOld ? null : error,
    result: data,
    dialog: isOld && variables !== undefined && (
      <SignInAgain onClose={reset} onSignedIn={() => mutate(variables)} />
    ),
  };
}
