import { describe, expect, it } from 'vitest';
import type { Sender } from '../domain/holder.ts';
import { Problem } from '../domain/problem.ts';
import { Reach } from '../domain/reach.ts';
import { type ScopeOrGroup, scopesOf } from '../domain/scope.ts';
import type { ServedRequest } from './context.ts';
import { type Route, route } from './route.ts';
import { SharedAnswers } from './shared-answers.ts';

type Sent = {
  control?: string;
  url?: string;
  reach?: Reach;
  scopes?: readonly ScopeOrGroup[];
  concerned?: unknown[];
};

/** Answers by a route that counts its runs. */
function rig({ isShared = true, fails = 0 } = {}) {
  let nowMs = 0;
  let runs = 0;
  const counting: Route = route({
    ...{ method: 'get', path: '/things', summary: 'Test', tag: 'Calls', scope: 'calls:read', isShared },
    answers: { 200: { description: 'The count of runs', schema: null } },
    handle: async (_input, { holder }) => {
      const run = ++runs;
      if (run <= fails) throw new Problem('unavailable', 'Redis is away.');
      holder.concern('prov_1');
      return { status: 200, body: { run } };
    },
  });
  const shared = new SharedAnswers(() => nowMs);

  async function ask({
    control,
    url = '/things?limit=2',
    reach = Reach.whole,
    scopes = ['read'],
    concerned = [],
  }: Sent = {}) {
    const holder = {
      scopes: scopesOf(scopes),
      reach,
      concern: (provider: string | null) => void concerned.push(provider),
    } as unknown as Sender;
    const headers = control === undefined ? {} : { 'cache-control': control };
    const context = { holder, headers, url } as unknown as ServedRequest;
    const {
      body,
      text,
      headers: sent,
    } = await shared.answer(counting, { params: {}, query: {}, body: undefined }, context);
    const { run } = (body ?? JSON.parse(String(text))) as { run: number };
    return { run, age: sent?.Age };
  }

  return { ask, pass: (ms: number) => (nowMs += ms) };
}

const TWO_SECONDS = { control: 'max-age=2' };

describe('an answer of a route that allows sharing', () => {
  it('is shared by senders who take one of its age, and says how old it is', async () => {
    const { ask, pass } = rig();
    expect(await ask(TWO_SECONDS)).toEqual({ run: 1, age: '0' });
    pass(1500);
    expect(await ask(TWO_SECONDS)).toEqual({ run: 1, age: '1' });
    expect(await ask({ control: 'no-transform, max-age=1' })).toEqual({ run: 2, age: '0' });
    pass(2001);
    expect(await ask(TWO_SECONDS)).toEqual({ run: 3, age: '0' });
  });

  it('is shared while it is being made', async () => {
    const { ask } = rig();
    const answers = await Promise.all([ask(TWO_SECONDS), ask(TWO_SECONDS), ask(TWO_SECONDS)]);
    expect(answers.map(({ run }) => run)).toEqual([1, 1, 1]);
  });

  it('is never older than ten seconds', async () => {
    const { ask, pass } = rig();
    await ask({ control: 'max-age=3600' });
    pass(10_001);
    expect(await ask({ control: 'max-age=3600' })).toMatchObject({ run: 2 });
  });

  it.each([undefined, 'no-cache', 'max-age=0', 'x-max-age=2', 'max-age=two'])(
    'is made for a sender who says %s',
    async (control) => {
      const { ask } = rig();
      await ask(TWO_SECONDS);
      expect(await ask(control === undefined ? {} : { control })).toEqual({ run: 2, age: undefined });
    },
  );

  it.each<[what: string, other: Sent]>([
    ['another query', { url: '/things?limit=3' }],
    ['another reach', { reach: new Reach(['prov_1']) }],
    ['other scopes', { scopes: ['admin'] }],
  ])('is not shared with a sender of %s', async (_what, other) => {
    const { ask } = rig();
    await ask(TWO_SECONDS);
    expect(await ask({ ...TWO_SECONDS, ...other })).toMatchObject({ run: 2 });
  });

  it('concerns its providers in the audit log of each sender', async () => {
    const { ask } = rig();
    const [first, second] = [[], []];
    await ask({ ...TWO_SECONDS, concerned: first });
    await ask({ ...TWO_SECONDS, concerned: second });
    expect([first, second]).toEqual([['prov_1'], ['prov_1']]);
  });

  it('is made again after a failure', async () => {
    const { ask } = rig({ fails: 1 });
    await expect(ask(TWO_SECONDS)).rejects.toThrow('Redis is away.');
    expect(await ask(TWO_SECONDS)).toMatchObject({ run: 2 });
  });
});

it('an answer of another route is made for each sender', async () => {
  const { ask } = rig({ isShared: false });
  await ask(TWO_SECONDS);
  expect(await ask(TWO_SECONDS)).toEqual({ run: 2, age: undefined });
});
