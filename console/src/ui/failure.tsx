import { Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { ApiProblem } from '../api/problem.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import css from './page.module.css';

/** Says what went wrong and what to try. Shows nothing without an error. */
export function Failure({ error, onRetry }: { error: Error | null; onRetry?: (() => void) | undefined }) {
  const text = useText(common);
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error.problem : null;
  return (
    <div className={css.failure} role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <div>
        <p>
          <strong>{text.failed}</strong>
        </p>
        <p>{problem ? (adviceOf(problem.code, text.forbidden) ?? problem.detail) : text.tryAgain}</p>
        {problem && (
          <p>
            <small>{text.requestId(problem.requestId)}</small>
          </p>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {text.retry}
          </Button>
        )}
      </div>
    </div>
  );
}

function adviceOf(code: string, forbidden: string): string | null {
  return code === 'forbidden' ? forbidden : null;
}
