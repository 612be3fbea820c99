import type { OpenApi } from '../openapi.ts';

export type Answer = {
  method: string;
  path: string;
  status: number;
  type: string | undefined;
  /** null: the body was not read. */
  body: string | null;
};

type Checker = {
  answerChecker: (document: OpenApi) => (answer: Answer) => string | null;
  bodyChecker: (document: OpenApi) => (method: string, path: string, body: unknown) => boolean;
};

/** The check of answers and bodies. It is plain JavaScript, because a gateway under test loads it without a build. */
export const { answerChecker, bodyChecker }: Checker = await import(
  new URL('checker.mjs', import.meta.url).href
);
