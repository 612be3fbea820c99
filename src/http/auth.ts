import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Scope } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import { digestOf } from '../registry/registry.ts';

/** Lets a request pass whose bearer key has the scope; `admin` holds `read`. */
export function guardWith(directory: Directory, adminKey: string): (scope: Scope) => RequestHandler {
  const adminDigest = digestOf(adminKey);
  return (scope) => (request, response, next) => {
    const digest = digestOf(bearer(request));
    const scopes = isEqual(digest, adminDigest) ? ['admin'] : directory.keyOfDigest(digest)?.scopes;
    if (!scopes) {
      response.set('WWW-Authenticate', 'Bearer');
      throw new Problem('unauthorized', 'Send a valid key: Authorization: Bearer <key>.');
    }
    if (!scopes.includes(scope) && !scopes.includes('admin')) {
      throw new Problem('forbidden', `This key lacks the scope ${scope}.`);
    }
    next();
  };
}

function bearer(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
