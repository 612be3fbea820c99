import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AttributionRecord, Call } from '../client/operations.ts';
import { problemText } from './connection.ts';
import type { Context } from './context.ts';
import { CommandError, Unreachable } from './errors.ts';
import { listing, table, wrapped } from './output.ts';
import type { Profile } from './profile.ts';

const RETRY_MS = 2000;
const COLUMNS = ['at', 'from', 'to', 'outcome', 'talkSeconds', 'source', 'campaign', 'confidence', 'id'];
const LEAST = ['talkSeconds', 'to', 'confidence', 'campaign'];

/** Adds the commands on calls: `calls`, `explain` and `tail`. */
export function addCalls(program: Command, context: Context): void {
  const { ask, print, width } = context;

  program
    .command('calls')
    .description('List the latest calls')
    .option('--provider <id>', 'of this provider alone')
    .option('--limit <count>', 'at most this many calls', '20')
    .action(async ({ provider, limit }: { provider?: string; limit: string }) => {
      const query = { limit: Number(limit), ...(provider && { provider }) };
      const { data } = await ask('GET /v1/calls', { query });
      print(data, () =>
        data.length > 0 ? table(data.map(rowOf), COLUMNS, width, LEAST) : 'There are no calls.',
      );
    })
    .addHelpText('after', '\nExample:\n  ringtrail calls --limit 50');

  program
    .command('explain <call>')
    .description('Explain which session a call came from, and why')
    .action(async (id: string) => {
      const call = await ask('GET /v1/calls/{id}', { params: { id } });
      const attribution = call.attribution
        ? await ask('GET /v1/attributions/{id}', { params: { id: call.attribution } })
        : null;
      print({ call, attribution }, () => story(call, attribution, width));
    })
    .addHelpText('after', '\nExample:\n  ringtrail explain call_…');

  program
    .command('tail')
    .description('Print attributed calls as they come, until Ctrl-C')
    .option('--provider <id>', 'of this provider alone')
    .option('--count <calls>', 'end after this many calls')
    .action(({ provider, count }: { provider?: string; count?: string }) =>
      tail(provider, count === undefined ? Infinity : Number(count), context),
    )
    .addHelpText('after', '\nExample:\n  ringtrail tail --count 1');
}

function rowOf(call: Call) {
  const touch = call.visit?.lastTouch;
  return {
    ...call,
    ...{ source: touch?.source, campaign: touch?.campaign },
    confidence: percent(call.visit?.confidence),
  };
}

function story(call: Call, attribution: AttributionRecord | null, width: number): string {
  const { id, at, from, to, outcome, state, talkSeconds } = call;
  const facts = listing({ call: id, at, from, to, outcome: outcome ?? state, talkSeconds });
  if (!attribution) return `${facts}\n\nThis call has no attribution yet.`;
  const { source, medium, campaign, landingPage, confidence, evidence, candidates } = attribution;
  const found = listing({
    attributedTo: attribution.to,
    session: attribution.session,
    confidence: percent(confidence),
    ...{ source, medium, campaign, landingPage },
  });
  const others = candidates.slice(0, 5).map(({ to: kind, session, bucket, probability, ageSeconds }) => ({
    candidate: kind === 'session' ? session : JSON.stringify(bucket),
    probability: percent(probability),
    age: `${Math.round(ageSeconds)} s`,
  }));
  return [
    facts,
    found,
    evidence.map((sentence) => wrapped(`- ${sentence}`, width, '  ')).join('\n'),
    ...(others.length > 0 ? [table(others, ['candidate', 'probability', 'age'], width)] : []),
  ].join('\n\n');
}

function percent(share: number | undefined): string | undefined {
  return share === undefined ? undefined : `${(share * 100).toFixed(1)} %`;
}

/** Prints the feed from its end on. It continues where it was after the connection breaks. */
async function tail(provider: string | undefined, count: number, { gateway, print }: Context): Promise<void> {
  const found = await gateway();
  let left = count;
  let cursor = 'latest';
  for (let hasOpened = false; ; await sleep(RETRY_MS)) {
    const query = new URLSearchParams({ after: cursor, ...(provider && { provider }) });
    try {
      for await (const { id, data } of events(found, `/v1/attributions/stream?${query}`)) {
        if (!hasOpened) process.stderr.write('Waiting for calls. Ctrl-C stops.\n');
        hasOpened = true;
        cursor = id ?? cursor;
        if (data === undefined) continue;
        const one: AttributionRecord = JSON.parse(data);
        print(one, () => lineOf(one));
        left -= 1;
        if (left <= 0) return;
      }
    } catch (error) {
      if (!(hasOpened && error instanceof Unreachable)) throw error;
    }
  }
}

function lineOf({ at, call, to, source, campaign, outcome, confidence }: AttributionRecord): string {
  const from = [source, campaign].filter(Boolean).join(' / ') || '–';
  return `${at}  ${call}  ${outcome ?? '–'}  ${to}  ${percent(confidence)}  ${from}`.replace(/\p{Cc}/gu, ' ');
}

type Event = { id?: string | undefined; data?: string | undefined };

/**
 * Yields an empty event when the stream opens, then its server-sent events. Rejects with `Unreachable` when the connection
 * breaks, and with `CommandError` when the gateway refuses.
 */
async function* events({ url, key }: Profile, path: string): AsyncGenerator<Event> {
  const broken = (error: Error): never => {
    throw new Unreachable(url, error);
  };
  const headers = { Authorization: `Bearer ${key}` };
  const response = await fetch(url + path, { headers }).catch(broken);
  if (!response.ok || !response.body) {
    const body = await response.json().catch(() => null);
    throw new CommandError(problemText({ status: response.status, body }));
  }
  yield {};
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let rest = ''; ; ) {
      const { done, value } = await reader.read().catch(broken);
      if (done) return;
      const parts = (rest + value).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) yield { id: field(part, 'id'), data: field(part, 'data') };
    }
  } finally {
    // An open stream would keep the process alive. One that broke cannot be closed.
    await reader.cancel().catch(() => undefined);
  }
}

function field(event: string, name: string): string | undefined {
  return event
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trimStart();
}
