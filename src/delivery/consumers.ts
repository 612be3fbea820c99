import { randomBytes } from 'node:crypto';
import {
  CONSUMER_KINDS,
  type Consumer,
  type ConsumerChange,
  type ConsumerOf,
  type ConsumerProgress,
  DEFAULT_RULE,
  type NewConsumer,
  type Rule,
} from '../domain/consumer.ts';
import { newId } from '../domain/ids.ts';
import { misfit, Problem } from '../domain/problem.ts';
import { urlProblem } from '../infra/outgoing.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { activeSecrets } from './platforms/webhook.ts';
import { enable, newProgress, resume } from './progress.ts';

export type ConsumersOptions = {
  store: Pick<Store, 'consumers' | 'progress' | 'deliveries' | 'attributions'>;
  directory: Directory;
  /** Lets private addresses and plain http pass. */
  allowPrivate: boolean;
  now?: () => Date;
};

/** A consumer as the API shows it: without what it is sent with. */
export type ShownConsumer = Omit<Consumer, 'credentials'> & {
  state: 'active' | 'slowed' | 'paused' | 'disabled';
  disabled: ConsumerProgress['disabled'];
  slowedUntil: string | null;
};

/** Sets up, changes and removes those who are told of calls. Rejects with `Problem` what does not fit. */
export function createConsumers(options: ConsumersOptions) {
  const { store, directory, allowPrivate, now = () => new Date() } = options;

  async function found(id: string): Promise<Consumer> {
    const consumer = await store.consumers.get(id);
    if (!consumer) throw new Problem('not_found', `There is no ${id} among the consumers.`);
    return consumer;
  }

  async function show(consumer: Consumer): Promise<ShownConsumer> {
    const { credentials: _, ...shown } = consumer;
    const { disabled = null, slowed = null } = (await store.progress.get(consumer.id)) ?? {};
    const slowedUntil = slowed && new Date(slowed.until) > now() ? slowed.until : null;
    const state = consumer.paused ? 'paused' : disabled ? 'disabled' : slowedUntil ? 'slowed' : 'active';
    return { ...shown, state, disabled, slowedUntil };
  }

  function checkRule({ provider, rule }: Consumer): void {
    for (const [i, site] of (rule.sites ?? []).entries()) {
      if (directory.get('sites', site)?.provider !== provider)
        throw unknown(`/rule/sites/${i}`, `${site} is not a site of ${provider}`);
    }
  }

  function checkSettings({ settings }: Consumer): void {
    for (const member of ['url', 'tokenUrl'] as const) {
      const url = (settings as Record<string, unknown>)[member];
      const problem = typeof url === 'string' && !allowPrivate ? urlProblem(url) : null;
      if (problem) throw unfit(`/settings/${member}`, problem);
    }
    if ('value' in settings && settings.value !== null && settings.currency === null)
      throw unfit('/settings/currency', 'A value needs its currency.');
  }

  return {
    found,
    show,

    /** @returns the consumer and, for a webhook, this once, the secret that it is signed with */
    async create(wanted: NewConsumer): Promise<{ consumer: Consumer; secret: string | null }> {
      if (!directory.get('providers', wanted.provider))
        throw unknown('/provider', `${wanted.provider} is not one of the providers`);
      const { from, rule, ...told } = wanted;
      const secret = told.kind === 'webhook' ? (told.secret ?? newSecret()) : null;
      const common = { id: newId('cons'), rule: withDefaults(rule), createdAt: now().toISOString() };
      let consumer: Consumer;
      if (told.kind === 'webhook') {
        const { secret: given, ...rest } = told;
        const secrets = [{ secret: given ?? secret ?? '', until: null }];
        consumer = { ...rest, ...common, credentials: { secrets } };
      } else consumer = { ...told, ...common };
      checkRule(consumer);
      checkSettings(consumer);
      const cursor = from === 'now' ? await store.attributions.end() : null;
      // In this order a consumer is never without its place in the feed.
      await store.progress.add(newProgress(consumer.id, cursor));
      await store.consumers.add(consumer);
      return { consumer, secret };
    },

    async change(id: string, change: ConsumerChange): Promise<Consumer> {
      const former = await found(id);
      const { settings, credentials, rule, disabled, ...plain } = change;
      if (credentials && former.kind === 'webhook')
        throw unfit('/credentials', 'The secret of a webhook is changed by POST /v1/consumers/{id}/secrets.');
      const changed = {
        ...former,
        ...plain,
        rule: withDefaults({ ...former.rule, ...rule }),
        settings: merged(former, 'settings', settings),
        credentials: merged(former, 'credentials', credentials),
      } as Consumer;
      // What is left as it was does not stand in the way: a site of the rule may have been removed since.
      if (rule) checkRule(changed);
      if (settings) checkSettings(changed);
      await store.consumers.replace(changed);
      if (disabled === null) await enable(store.progress, id);
      else if (credentials) await resume(store.progress, id);
      return changed;
    },

    async remove(id: string): Promise<void> {
      await found(id);
      // Without its place in the feed it is told nothing more; broken off here, all of this can be asked for again.
      await store.progress.remove(id);
      await store.deliveries.removeOf(id);
      await store.consumers.remove(id);
    },

    /**
     * Signs with a new secret from now on, and beside it with the former one for so many seconds.
     * @returns the new secret, this once
     */
    async rotate(id: string, formerForSeconds: number): Promise<{ secret: string; formerUntil: string }> {
      const consumer = await found(id);
      if (consumer.kind !== 'webhook')
        throw new Problem('invalid_request', 'Only webhooks are signed with a secret.');
      const time = now();
      const until = new Date(time.getTime() + formerForSeconds * 1000).toISOString();
      const [former] = activeSecrets(consumer.credentials.secrets, time);
      const secret = newSecret();
      const secrets = [{ secret, until: null }, ...(former ? [{ secret: former, until }] : [])];
      const changed: ConsumerOf<'webhook'> = { ...consumer, credentials: { secrets } };
      await store.consumers.replace(changed);
      return { secret, formerUntil: until };
    },
  };
}

export type Consumers = ReturnType<typeof createConsumers>;

function withDefaults(rule: { [member in keyof Rule]?: Rule[member] | undefined }): Rule {
  const given = Object.entries(rule).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_RULE, ...Object.fromEntries(given) };
}

function merged(former: Consumer, part: 'settings' | 'credentials', change: object | undefined): unknown {
  if (!change) return former[part];
  const parsed = CONSUMER_KINDS[former.kind].shape[part].safeParse({ ...former[part], ...change });
  if (!parsed.success) throw misfit(parsed.error, `/${part}`);
  return parsed.data;
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function unknown(pointer: string, detail: string): Problem {
  return new Problem('unknown_reference', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}

function unfit(pointer: string, detail: string): Problem {
  return new Problem('invalid_request', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}
