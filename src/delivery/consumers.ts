import {
  type Consumer,
  type ConsumerChange,
  type ConsumerOf,
  type ConsumerProgress,
  type ConsumerState,
  DEFAULT_RULE,
  isUnconnected,
  type NewConsumer,
  type Rule,
} from '../domain/consumer.ts';
import type { Sender } from '../domain/holder.ts';
import { newId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import { withFormerSlug, withSlug } from '../domain/with-slug.ts';
import { every } from '../infra/every.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import {
  checkAlert,
  checkCredentials,
  checkReportMail,
  checkRule,
  checkSettings,
  mergeMembers,
  unfit,
} from './consumer-checks.ts';
import { noteChange } from './note-change.ts';
import { activeSecrets, newWebhookSecret } from './platforms/webhook.ts';
import { enable, newProgress, resume } from './progress.ts';

export type ConsumersOptions = {
  store: Pick<Store, 'consumers' | 'progress' | 'deliveries' | 'attributions' | 'episodes'>;
  directory: Directory;
  /** Allows private addresses and plain http. */
  allowPrivate: boolean;
  /** Whether there is a mail server. */
  canMail?: boolean;
  now: () => Date;
};

/** A consumer as the API shows it: without its credentials. */
export type ShownConsumer = Omit<Consumer, 'credentials'> & {
  state: ConsumerState;
  disabled: ConsumerProgress['disabled'];
  slowedUntil: string | null;
};

/** Creates, changes and removes consumers. Rejects with `Problem`. */
export class Consumers {
  readonly #store: ConsumersOptions['store'];
  readonly #directory: Directory;
  readonly #allowPrivate: boolean;
  readonly #canMail: boolean;
  readonly #now: () => Date;

  constructor({ store, directory, allowPrivate, canMail = false, now }: ConsumersOptions) {
    this.#store = store;
    this.#directory = directory;
    this.#allowPrivate = allowPrivate;
    this.#canMail = canMail;
    this.#now = now;
  }

  async show(consumer: Consumer): Promise<ShownConsumer> {
    const { credentials: _, ...shown } = consumer;
    const { disabled = null, slowed = null } = (await this.#store.progress.get(consumer.id)) ?? {};
    const slowedUntil = slowed && new Date(slowed.until) > this.#now() ? slowed.until : null;
    return { ...shown, state: stateOf(consumer, disabled, slowedUntil), disabled, slowedUntil };
  }

  /** Creates a consumer of an existing provider. For a webhook also returns its secret, which no other answer shows. */
  async create(sender: Sender, wanted: NewConsumer): Promise<{ consumer: Consumer; secret: string | null }> {
    const made = this.#consumerFrom(wanted);
    const { secret } = made;
    const consumer = withSlug(inOrderOfAlerts(made.consumer), await this.#consumersOf(wanted.provider));
    checkRule(consumer, this.#directory);
    checkSettings(consumer, this.#allowPrivate);
    checkCredentials(consumer);
    this.#checkAlert(consumer, sender);
    const cursor = wanted.from === 'now' ? await this.#store.attributions.end() : null;
    // In this order a consumer always has a position in the feed.
    await this.#store.progress.add(newProgress(consumer.id, cursor));
    await this.#store.consumers.add(consumer);
    noteChange(sender, null, consumer);
    return { consumer, secret };
  }

  async change(sender: Sender, former: Consumer, change: ConsumerChange): Promise<Consumer> {
    const { id } = former;
    const { settings, credentials, rule, disabled, ...plain } = change;
    if (credentials && former.kind === 'webhook')
      throw unfit('/credentials', 'The secret of a webhook is changed by POST /v1/consumers/{id}/secrets.');
    const members = inOrderOfAlerts({
      ...former,
      ...plain,
      rule: withDefaults({ ...former.rule, ...rule }),
      settings: mergeMembers(former, 'settings', settings),
      credentials: mergeMembers(former, 'credentials', credentials),
    } as Consumer);
    const changed = withFormerSlug(former, members, await this.#consumersOf(former.provider));
    // Parts that stay are not checked: a site of the rule may have been removed since.
    if (rule) checkRule(changed, this.#directory);
    if (settings) checkSettings(changed, this.#allowPrivate);
    if (settings || credentials) checkCredentials(changed);
    if (settings || credentials) this.#checkAlert(changed, sender);
    await this.#store.consumers.replace(changed);
    noteChange(sender, former, changed, disabled === null ? { disabled: null } : {});
    if (disabled === null) await enable(this.#store.progress, id);
    else if (credentials) await resume(this.#store.progress, id);
    return changed;
  }

  async remove(sender: Sender, consumer: Consumer): Promise<void> {
    const { id } = consumer;
    // Without its progress a consumer gets nothing more. The consumer goes last, so that a failed removal can be repeated.
    await this.#store.progress.remove(id);
    await this.#store.deliveries.removeOf(id);
    await this.#store.episodes.removeOf(id);
    await this.#store.consumers.remove(id);
    noteChange(sender, consumer, null);
  }

  /**
   * Makes a new secret for a webhook. The former secret signs too for another `formerForSeconds`.
   * Returns the new secret, which no other answer shows.
   */
  async rotate(
    sender: Sender,
    consumer: Consumer,
    request: { formerForSeconds: number; secret?: string | undefined },
  ): Promise<{ secret: string; formerUntil: string }> {
    if (consumer.kind !== 'webhook')
      throw new Problem('invalid_request', 'Only webhooks are signed with a secret.');
    const { formerForSeconds, secret = newWebhookSecret() } = request;
    const time = this.#now();
    const until = new Date(time.getTime() + formerForSeconds * 1000).toISOString();
    const [former] = activeSecrets(consumer.credentials.secrets, time);
    const secrets = [
      { secret, until: null },
      ...(former && former !== secret ? [{ secret: former, until }] : []),
    ];
    const changed: ConsumerOf<'webhook'> = { ...consumer, credentials: { secrets } };
    await this.#store.consumers.replace(changed);
    noteChange(sender, consumer, changed);
    return { secret, formerUntil: until };
  }

  /** Returns the consumers among which a slug is unique. */
  async #consumersOf(provider: string): Promise<Consumer[]> {
    const found: Consumer[] = [];
    for await (const one of every({ list: (page) => this.#store.consumers.list(page, { provider }) }))
      found.push(one);
    return found;
  }

  #checkAlert(consumer: Consumer, sender: Sender): void {
    const options = { allowPrivate: this.#allowPrivate, canMail: this.#canMail };
    checkAlert(consumer, sender, options);
    checkReportMail(consumer, sender, options);
  }

  #consumerFrom({ from: _, rule, ...wanted }: NewConsumer): { consumer: Consumer; secret: string | null } {
    const now = this.#now();
    const common = { id: newId('cons', now), rule: withDefaults(rule), createdAt: now.toISOString() };
    if (wanted.kind !== 'webhook') return { consumer: { ...wanted, ...common }, secret: null };
    const { secret = newWebhookSecret(), ...rest } = wanted;
    const credentials = { secrets: [{ secret, until: null }] };
    return { consumer: { ...rest, ...common, credentials }, secret };
  }
}

function stateOf(
  consumer: Consumer,
  disabled: ConsumerProgress['disabled'],
  slowedUntil: string | null,
): ConsumerState {
  if (consumer.paused) return 'paused';
  if (disabled) return 'disabled';
  if (isUnconnected(consumer)) return 'unconnected';
  return slowedUntil ? 'slowed' : 'active';
}

/** Returns the consumer so that alerts with a quiet time are sent one after the other: a message takes those that wait with it. */
function inOrderOfAlerts(consumer: Consumer): Consumer {
  const { settings } = consumer;
  return 'quietMinutes' in settings && settings.quietMinutes > 0 ? { ...consumer, inOrder: true } : consumer;
}

function withDefaults(rule: { [member in keyof Rule]?: Rule[member] | undefined }): Rule {
  const present = Object.entries(rule).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_RULE, ...Object.fromEntries(present) };
}
