import type { Route } from './route.ts';

/**
 * Returns the name of an operation for generated clients: the method and the words of the path, such as `getCall` for
 * `GET /v1/calls/{id}` and `postConsumersReplays` for `POST /v1/consumers/{id}/replays`.
 */
export function operationIdOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const words = parts.flatMap((part, i) => {
    // A parameter behind another one is named, where two paths have the same words.
    if (part.startsWith('{')) return parts[i - 1]?.startsWith('{') ? [part.slice(1, -1)] : [];
    const isOne = parts[i + 1]?.startsWith('{') && parts.length === i + 2;
    return (isOne ? singular(part) : part).split(/[^a-z0-9]+/i).filter((word) => word !== '');
  });
  return method + words.map(capitalised).join('');
}

function singular(noun: string): string {
  if (noun === 'people') return 'person';
  // `/v1/session` is that of the request.
  if (noun === 'sessions') return 'oneSession';
  return noun.replace(/ies$/, 'y').replace(/s$/, '');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
