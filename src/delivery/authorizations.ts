/** Access to a consumer's account at its platform: the authorization code flow of OAuth 2.0 with PKCE (RFC 6749, RFC 7636). */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Consumer } from '../domain/consumer.ts';
import type { Sender } from '../domain/holder.ts';
import { Problem } from '../domain/problem.ts';
import type { Send } from '../infra/outgoing.ts';
import type { Seal } from '../infra/seal.ts';
import { unfit, unknownReference } from './consumer-checks.ts';
import type { Consumers } from './consumers.ts';
import { platformOf } from './platforms/all.ts';
import { type Authorization, type Grant, isReason } from './platforms/platform.ts';
import { requestToken } from './token-request.ts';

/** A person signs in at the platform and agrees in this time. */
const FLOW_MS = 15 * 60_000;
const VERIFIER_BYTES = 32;
/** The part of the seal's texts. */
const OF = 'authorization';

/** The facts of a flow. They travel sealed through the platform and the browser, as `state`. */
const flowSchema = z.object({
  consumer: z.string(),
  /** The id of the sender who began it. Nobody else can finish it, so nobody is led to connect an account to the consumer of another. */
  sender: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  expiresAt: z.iso.datetime(),
});
type Flow = z.infer<typeof flowSchema>;

export type AuthorizationsOptions = {
  consumers: Pick<Consumers, 'change'>;
  send: Send;
  seal: Seal;
  now: () => Date;
};

/** Begins and finishes flows. Methods throw or reject with `Problem`. */
export class Authorizations {
  readonly #options: AuthorizationsOptions;

  constructor(options: AuthorizationsOptions) {
    this.#options = options;
  }

  /**
   * Returns the page of the platform that asks a person for access.
   * @param redirectUri the page that gets the code. The platform knows it as one of the client's.
   */
  begin(sender: Sender, consumer: Consumer, redirectUri: string): { url: string; expiresAt: string } {
    const { url: page, scope, params } = authorizationOf(consumer);
    const { clientId } = grantOf(consumer);
    const verifier = randomBytes(VERIFIER_BYTES).toString('base64url');
    const expiresAt = new Date(this.#options.now().getTime() + FLOW_MS).toISOString();
    const flow: Flow = { consumer: consumer.id, sender: sender.id, verifier, redirectUri, expiresAt };
    const url = new URL(page);
    url.search = new URLSearchParams({
      ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, ...params },
      ...{ code_challenge: challengeOf(verifier), code_challenge_method: 'S256' },
      state: this.#options.seal.close(JSON.stringify(flow), OF),
    }).toString();
    return { url: url.href, expiresAt };
  }

  /** Reads the `state` of a flow. Throws for one that another sender began, that is over, or that Ringtrail did not make. */
  read(sender: Sender, state: string): Flow {
    const flow = this.#open(state);
    if (flow?.sender !== sender.id || new Date(flow.expiresAt) <= this.#options.now())
      throw unknownReference(
        '/state',
        'This connection is over, or somebody else began it. Connect the account again.',
      );
    return flow;
  }

  /** Exchanges the code for a refresh token, and saves it. A consumer that was disabled is enabled. */
  async finish(
    sender: Sender,
    consumer: Consumer,
    { verifier, redirectUri }: Flow,
    code: string,
  ): Promise<Consumer> {
    const { tokenUrl, clientId, clientSecret } = grantOf(consumer);
    const answer = await requestToken(this.#options.send, tokenUrl, {
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
      client_id: clientId,
      ...(clientSecret && { client_secret: clientSecret }),
    });
    if (isReason(answer)) throw unfit('/code', answer.detail);
    const { refreshToken } = answer;
    if (refreshToken === null)
      throw unfit('/code', 'The platform gave no refresh token. Connect the account again and agree to all.');
    return this.#options.consumers.change(sender, consumer, {
      credentials: { refreshToken },
      disabled: null,
    });
  }

  #open(state: string): Flow | null {
    try {
      return flowSchema.parse(JSON.parse(this.#options.seal.open(state, OF)));
    } catch {
      return null;
    }
  }
}

function authorizationOf(consumer: Consumer): Authorization {
  return platformOf(consumer).authorization?.(consumer) ?? refuseKind();
}

function grantOf(consumer: Consumer): Grant {
  return platformOf(consumer).grant?.(consumer) ?? refuseKind();
}

function refuseKind(): never {
  throw new Problem(
    'invalid_request',
    'Only Google Ads and Microsoft Advertising have an account to connect.',
  );
}

/** Returns the challenge `S256` of RFC 7636. */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
