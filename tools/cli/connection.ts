import type { ClientSettings } from '../../config/client.ts';
import type { Config } from '../../config/schema.ts';
import { readRunFile } from '../../src/infra/run-file.ts';
import { readSecrets } from '../../src/infra/secrets.ts';
import { type ClientAnswer, createClient, type Input, type Name } from '../client/client.ts';
import { CommandError, Refused, Unreachable } from './errors.ts';
import { type Profile, readProfile } from './profile.ts';

export type ConnectionOptions = { url?: string | undefined; key?: string | undefined };
/** Where a command looks for the gateway that it speaks to. */
export type Surroundings = { settings: ClientSettings; localConfig: () => Config };

type Body<N extends Name> = Exclude<ClientAnswer<N>, { isProblem: true }>['body'];
export type Ask = <N extends Name>(name: N, input: Input<N>) => Promise<Body<N>>;

/**
 * Finds the gateway and its key: the options, then `RINGTRAIL_URL` and `RINGTRAIL_KEY`, then the profile of `ringtrail login`,
 * then the gateway that runs on the data folder of this machine. Rejects with `CommandError` when it finds none.
 */
export async function findGateway(options: ConnectionOptions, around: Surroundings): Promise<Profile> {
  const { settings, localConfig } = around;
  const url = options.url ?? settings.url;
  const key = options.key ?? settings.key;
  if (url && key) return { url: url.replace(/\/+$/, ''), key };
  const profile = await readProfile(settings.profilePath);
  const found = profile && (!url || url === profile.url) ? profile : await localGateway(localConfig());
  if (!found || (url && url !== found.url))
    throw new CommandError(
      url
        ? `There is no key for ${url}. Name one with --key or RINGTRAIL_KEY, or run \`ringtrail login\`.`
        : 'No Ringtrail runs on this data folder, and nobody has logged in. Start one, or run `ringtrail login`.',
    );
  return { url: found.url, key: key ?? found.key };
}

async function localGateway({ dataDir, adminKey }: Config): Promise<Profile | null> {
  const running = await readRunFile(dataDir);
  return running && { url: running.localUrl, key: adminKey ?? (await readSecrets(dataDir)).adminKey };
}

/** Returns the function that asks the gateway. It rejects with `CommandError` for a problem, and when there is no answer. */
export function connect(gateway: Profile): Ask {
  const request = createClient(gateway);
  return async (name, input) => {
    const answer = await request(name, input).catch((error: Error) => {
      throw new Unreachable(gateway.url, error);
    });
    if (answer.isProblem || answer.status >= 400) throw refusalOf(answer);
    return answer.body as never;
  };
}

function refusalOf(answer: { status: number; body: unknown }): Refused {
  const { code, errors } = (
    typeof answer.body === 'object' && answer.body !== null ? answer.body : {}
  ) as ProblemBody;
  return new Refused(problemText(answer), code, errors);
}

/** Returns a problem document as a sentence, and a line for each further member that is wrong. */
export function problemText({ status, body }: { status: number; body: unknown }): string {
  const problem = (typeof body === 'object' ? body : null) as ProblemBody | null;
  if (!problem?.detail) return `The gateway answered ${status}.`;
  const errors = (problem.errors ?? []).slice(1).map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return [`${problem.detail} (${problem.code})`, ...errors].join('\n');
}

type ProblemBody = { detail?: string; code?: string; errors?: { pointer: string; detail: string }[] };
