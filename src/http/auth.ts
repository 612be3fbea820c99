import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { ApiKey, Scope } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import { digestOf } from '../registry/key-digest.ts';
import type { Directory } from '../registry/port.ts';

/** The admin key that is configured, or was made at the first start. */
export const FIRST_KEY: Pick<ApiKey, 'id' | 'name' | 'scopes'> = {
  id: 'admin',
  name: 'RINGTRAIL_ADMIN_KEY',
  scopes: ['admin'],
};

/** Lets a request pass whose bearer key has the scope; `admin` holds `read`. */
export function guardWith(directory: Directory, adminKey: string): (scope: Scope) => RequestHandler {
  const adminDigest = digestOf(adminKey);
  return (scope) => (request, response, next) => {
    const digest = digestOf(bearer(request));
    const key = equalsInConstantTime(digest, adminDigest) ? FIRST_KEY : directory.keyOfDigest(digest);
    if (!key) {
      response.set('WWW-Authenticate', 'Bearer');
      throw new Problem('unauthorized', 'Send a valid key: Authorization: Bearer <key>.');
    }
    response.locals.key = { id: key.id, name: key.name };
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
      throw new Problem('forbidden', `This key lacks the scope ${scope}.`);
    }
    next();
  };
}

function bearer(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function equalsInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
