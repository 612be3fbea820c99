import { parsed, safely } from './safely.ts';

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
 * Sends a request to the gateway and calls `take` with its answer. Pages wrap `fetch` to add headers and cookies to every request,
 * which would cost a preflight. This request has none: a text body from one origin to another.
 */
export function post(url: string, body: unknown, take: Take): void {
  const request = new XMLHttpRequest();
  request.onloadend = safely(() => {
    const { status } = request;
    const answer = parsed(request.responseText) as Answer & { detail: string };
    take(status, status === 200 ? answer : undefined);
    // The site does not list the page's origin. Only its owner can mend that.
    if (status === 403) console.warn(answer.detail);
  });
  try {
    request.open('POST', url);
    request.timeout = TIMEOUT;
    request.send(JSON.stringify(body));
  } catch {
    take(0);
  }
}

/** Sends a message to the gateway without waiting for an answer. It arrives also when the visitor leaves the page. */
export function sendBeacon(url: string, body: unknown): void {
  navigator.sendBeacon(url, JSON.stringify(body));
}
