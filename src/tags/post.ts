import { safely } from './safely.ts';

const TIMEOUT = 1500;

/** What the gateway answers to an allocation and to a renewal. */
export type Answer = {
  number: string | null;
  national: string | null;
  keyedBy: string;
  reason: string;
  link: string | null;
  renewAfterSeconds: number;
};

/** Status 0: nothing came in time. */
export type Take = (status: number, answer?: Answer) => void;

/**
 * Asks the gateway, which is on another origin and so gets no cookies. A string body goes as text/plain, which spares the
 * browser's preflight request.
 */
export async function post(url: string, body: unknown, take: Take): Promise<void> {
  let status = 0;
  let answer: Answer | undefined;
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.ok) answer = await response.json();
    status = response.status;
  } catch {
    // The page keeps the number that it has.
  }
  safely(take)(status, answer);
}

/** Sends a message to the gateway without waiting for an answer. It arrives also when the visitor leaves the page. */
export function sendBeacon(url: string, body: unknown): void {
  navigator.sendBeacon(url, JSON.stringify(body));
}
