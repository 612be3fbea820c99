import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SecretPlace } from '../../src/domain/setup-file/secret.ts';
import { CommandError } from '../cli/errors.ts';
import type { Item, Members } from './items.ts';
import type { Step } from './step.ts';

export type SecretSources = {
  /** Returns the value of an environment variable. */
  variable: (name: string) => string | undefined;
  /** The folder from which paths are read: that of the file. */
  folder: string;
  placeOf: (pointer: string) => string;
};

/** The secrets of records, as members of a request. */
export type Secrets = Map<Item, Members>;

/** Reads the secrets that the steps send. Throws `CommandError` that lists all missing ones, before anything is sent. */
export function readSecrets(steps: readonly Step[], sources: SecretSources): Secrets {
  const secrets: Secrets = new Map();
  const faults: string[] = [];
  for (const step of steps) {
    if (step.action !== 'create' && step.action !== 'rotate') continue;
    for (const item of step.items) {
      const members: Members = {};
      for (const [path, place] of Object.entries(item.secrets)) {
        const secret = read(place, sources);
        if (secret === undefined)
          faults.push(`${sources.placeOf(`${item.pointer}/${path}`)}: ${missing(place)}`);
        else put(members, path.split('/'), secret);
      }
      secrets.set(item, members);
    }
  }
  if (faults.length > 0) throw new CommandError(faults.join('\n'));
  return secrets;
}

function read(place: SecretPlace, { variable, folder }: SecretSources): string | undefined {
  if ('env' in place) return variable(place.env);
  try {
    return readFileSync(resolve(folder, place.file), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

function missing(place: SecretPlace): string {
  return 'env' in place
    ? `The variable ${place.env} has no value. Set it to the secret.`
    : `The file ${place.file} has no secret, or cannot be read.`;
}

function put(members: Members, [name = '', inner]: string[], value: string): void {
  if (inner === undefined) members[name] = value;
  else members[name] = { ...(members[name] as Members | undefined), [inner]: value };
}
