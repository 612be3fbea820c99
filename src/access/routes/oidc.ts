import type { Logger } from 'pino';
import type { Person } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import type { RequestContext } from '../../kernel/context.ts';
import { problemOf } from '../../kernel/problem.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Cookie } from '../cookie.ts';
import type { FlowLimit } from '../flow-limit.ts';
import type { Flows } from '../flows.ts';
import type { OidcRefusal } from '../oidc-person.ts';
import {
  type OidcAccount,
  type OidcFlow,
  type OidcProvider,
  OidcUnavailable,
  reasonOf,
} from '../oidc-provider.ts';
import type { SignPersonIn } from '../sign-in.ts';
import { audited } from './audited.ts';
import { tag } from './sign-in.ts';

export type OidcRouteOptions = {
  /** null: the operator set none. */
  provider: OidcProvider | null;
  flows: Flows<OidcFlow>;
  cookie: Cookie;
  limit: FlowLimit;
  findPerson: (account: OidcAccount) => Promise<Person | OidcRefusal>;
  signedIn: SignPersonIn;
  publicUrl: string;
  log: Logger;
};

/** Reasons why nobody comes in, for the sign-in page. */
type OidcProblem =
  | OidcRefusal
  | 'oidc_expired'
  | 'oidc_failed'
  | 'oidc_unavailable'
  | 'oidc_limited'
  | 'oidc_away';

export const OIDC_CALLBACK = '/v1/session/oidc/callback';

/** Returns the routes by which people sign in at an OpenID Connect provider. Browsers open them as pages. */
export function oidcRoutes(options: OidcRouteOptions): Route[] {
  const { provider, flows, cookie, limit, publicUrl, log } = options;
  const to = (path: string): HttpResult => ({ status: 302, headers: { Location: publicUrl + path } });
  const refuse = (problem: OidcProblem) => to(`/sign-in?problem=${problem}`);

  /** Returns the redirect for an error of the provider. The log has its kind alone. */
  function fail(error: unknown): HttpResult {
    const isAway = error instanceof OidcUnavailable;
    const reason = isAway ? error.message : reasonOf(error);
    if (isAway) log.warn({ reason }, 'the OpenID Connect provider cannot be used');
    else log.warn({ reason }, 'a sign-in by OpenID Connect failed');
    return refuse(isAway ? 'oidc_unavailable' : 'oidc_failed');
  }

  /** Returns the work's answer. A browser that shows no JSON comes back to the sign-in page instead of a problem document. */
  async function asPage(work: Promise<HttpResult>): Promise<HttpResult> {
    try {
      return await work;
    } catch (error) {
      const { code } = problemOf(error);
      if (code === 'rate_limited') return refuse('oidc_limited');
      if (code === 'unavailable') return refuse('oidc_away');
      throw error;
    }
  }

  async function begin(known: OidcProvider, { address }: RequestContext): Promise<HttpResult> {
    await limit.count(address);
    try {
      const { url, flow } = await known.begin();
      const word = await flows.begin(flow);
      return { status: 302, headers: { Location: url, 'Set-Cookie': cookie.set(word) } };
    } catch (error) {
      if (error instanceof OidcUnavailable) return fail(error);
      throw error;
    }
  }

  async function finish(known: OidcProvider, context: RequestContext): Promise<HttpResult> {
    const word = cookie.read(context.headers);
    const flow = word && (await flows.take(word));
    if (!flow) return refuse('oidc_expired');
    let account: OidcAccount;
    try {
      account = await known.finish(queryOf(context.url), flow);
    } catch (error) {
      return fail(error);
    }
    const person = await options.findPerson(account);
    if (typeof person === 'string') return refuse(person);
    const { headers } = await options.signedIn(person, { way: 'oidc', secondFactor: true }, context);
    return { ...to('/'), headers: { ...to('/').headers, ...headers } };
  }

  return [
    route({
      method: 'get',
      path: '/v1/session/oidc',
      tag,
      summary: 'Go to the OpenID Connect provider to sign in',
      scope: null,
      answers: { 302: { description: 'The provider’s page, or `/sign-in?problem=…`', schema: null } },
      handle: (_input, context) => asPage(begin(present(provider), context)),
    }),
    audited(
      route({
        method: 'get',
        path: OIDC_CALLBACK,
        tag,
        summary: 'Come back from the OpenID Connect provider',
        scope: null,
        answers: {
          302: {
            description: 'The console, with the session’s cookie, or `/sign-in?problem=…`',
            schema: null,
          },
        },
        handle: (_input, context) => asPage(finish(present(provider), context)),
      }),
    ),
  ];
}

function present(provider: OidcProvider | null): OidcProvider {
  if (provider) return provider;
  throw new Problem('not_found', 'There is no OpenID Connect provider. OIDC_ISSUER names one.');
}

function queryOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark);
}
