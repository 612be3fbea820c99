import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { mailsWorker } from '../../workers/mails.ts';
import type { Holder } from '../domain/holder.ts';
import type { Person } from '../domain/model.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import type { Seal } from '../infra/seal.ts';
import type { WorkerGroup } from '../infra/worker-group.ts';
import { bearerOf } from '../kernel/guard.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import type { Directory, FindKey, Registry } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { type Cookie, deviceCookie, sessionCookie } from './cookie.ts';
import { Devices } from './devices.ts';
import { type HolderOptions, Holders } from './holders.ts';
import { MAILS_QUEUE, type MailJob } from './jobs.ts';
import { Links, type QueueMail } from './links.ts';
import { createLinkMails } from './mail/link-mails.ts';
import { createSendMail, type MailServer } from './mail/mailer.ts';
import { NewPasswords } from './new-password.ts';
import type { OidcSettings } from './oidc-provider.ts';
import type { Passwords } from './passwords.ts';
import { relyingPartyOf } from './relying-party.ts';
import { otherWayRoutes } from './routes/other-ways.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { ownSessionRoutes } from './routes/sessions.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { SecondFactor } from './second-factor.ts';
import { Self } from './self.ts';
import { Sessions } from './sessions.ts';
import { createShowSession } from './shown-session.ts';
import { createSignedIn, PasswordSignIn } from './sign-in.ts';
import { Throttle } from './throttle.ts';
import { linkTo, OWNER_TO_BE, Tickets } from './tickets.ts';

export type AccessOptions = {
  redis: RedisClient;
  directory: Directory;
  findKey: FindKey;
  isKeyValid: HolderOptions['isKeyValid'];
  endOfKey: HolderOptions['endOfKey'];
  /** Waits until the directory has every change that was announced before. */
  beCurrent: () => Promise<void>;
  registry: Registry;
  store: Pick<Store, 'credentials' | 'people'>;
  idempotency: Middleware;
  passwords: Passwords;
  seal: Seal;
  /** Whether people have no scopes until they have shown a second factor. */
  requireSecondFactor: boolean;
  /** null: the operator set no provider. */
  oidc: OidcSettings | null;
  /** null: one-time links are shown to the person who asks for them. */
  mailServer: MailServer | null;
  /** The process's queues. */
  group: WorkerGroup;
  /** Throws `Problem` while Redis is away. */
  requireRedis: () => void;
  log: Logger;
  now: () => Date;
};

/** Access: the people who sign in, their sessions, and share links. */
export function accessModule(options: AccessOptions) {
  const { redis, directory, store, oidc, mailServer, log, now } = options;
  const { credentials } = store;
  const tickets = new Tickets(credentials, now);
  const sessions = new Sessions(redis, now);
  const holders = new Holders({ ...options, sessions });
  /** One request asks several times who sent it. */
  const found = new WeakMap<IncomingHttpHeaders, Promise<Holder | null>>();
  let cookie: Cookie | undefined;

  async function find(headers: IncomingHttpHeaders): Promise<Holder | null> {
    const bearer = bearerOf(headers);
    const secret = bearer || cookie?.read(headers);
    if (!secret) return null;
    await options.beCurrent();
    return bearer ? holders.ofBearer(bearer) : holders.ofSession(secret);
  }

  return {
    name: 'access',
    service: {
      /** Finds the sender of a request. Rejects while Redis is away and the request has a session. */
      findHolder(headers: IncomingHttpHeaders): Promise<Holder | null> {
        const known = found.get(headers) ?? find(headers);
        found.set(headers, known);
        return known;
      },
      /** Returns whether the sender still has the rights with which its request began. */
      async isCurrent(holder: Holder): Promise<boolean> {
        await options.beCurrent();
        return holders.isCurrent(holder);
      },
      /** Makes a one-time link for the first owner of the installation. Resolves to null once there is one. */
      async ownerLink(publicUrl: string): Promise<string | null> {
        for (const { role, providers } of directory.all('people'))
          if (role === 'owner' && providers === null) return null;
        return linkTo(publicUrl, await tickets.make(OWNER_TO_BE, 'owner', tickets.endOf('owner')));
      },
      /** Ends the sessions of a person who is removed, and forgets the credentials. */
      async forgetPerson(id: string): Promise<void> {
        await store.credentials.remove(id);
        await sessions.end(id);
      },
    },
    routes({ public: publicUrls }: Addresses): Route[] {
      const [publicUrl] = publicUrls;
      cookie = sessionCookie(publicUrl);
      const devices = new Devices(redis, now);
      const throttle = new Throttle(redis, devices, now);
      const showSession = createShowSession({ directory, sessions, credentials });
      const secondFactor = new SecondFactor({ ...options, credentials });
      const ways = {
        ...{
          ...options,
          credentials,
          sessions,
          holders,
          devices,
          showSession,
          tickets,
          throttle,
          cookie,
          publicUrls,
        },
        checkSecondFactor: secondFactor.use.bind(secondFactor),
        deviceCookie: deviceCookie(publicUrl),
      };
      const signedIn = createSignedIn(ways);
      const passwordSignIn = new PasswordSignIn(ways, signedIn);
      const self = new Self({ ...ways, passwordSignIn });
      const newPasswords = new NewPasswords({ ...ways, passwordSignIn, self, signedIn });
      const links = new Links(tickets, publicUrl, mailServer ? mailQueue(options) : null);
      return [
        ...signInRoutes({
          ...{ publicUrls, passwordSignIn, oidc },
          hasPasskeys: relyingPartyOf(publicUrl) !== null,
          isSetUp: () => directory.count('people') > 0,
        }),
        ...ticketRoutes({ ...ways, newPasswords, sendReset: resetSender(links, log) }),
        ...sessionRoutes({ sessions, cookie, showSession }),
        ...ownSessionRoutes({ sessions, self, newPasswords }),
        ...otherWayRoutes({ ...ways, secondFactor, self, signedIn }),
        ...peopleRoutes({ ...ways, links }),
      ];
    },
    startWorkers(workers: WorkerGroup): void {
      if (!mailServer) return;
      const send = createSendMail(mailServer);
      mailsWorker(workers.open, createLinkMails({ people: store.people, tickets, send, log, now }));
    },
  } satisfies Module & { service: object };
}

export type AccessModule = ReturnType<typeof accessModule>;

/** Returns the function that queues a mail. Without Redis it throws, because the request would wait on the connection for jobs. */
function mailQueue({ group, requireRedis }: Pick<AccessOptions, 'group' | 'requireRedis'>): QueueMail {
  return async (mail) => {
    requireRedis();
    await group.queue<MailJob>(MAILS_QUEUE).add('mail', { v: 1, ...mail });
  };
}

/** Returns the function that sends a person a link for a new password. It logs a failure: the answer is on its way. */
function resetSender(links: Links, log: Logger) {
  return (person: Person, requestId: string): void => {
    if (!links.areMailed) {
      log.info({ requestId, person: person.id }, 'a new password was requested, and there is no mail server');
      return;
    }
    links
      .give(person, 'reset', requestId)
      .catch((error) => log.warn({ err: error, requestId }, 'a mail could not be queued'));
  };
}
