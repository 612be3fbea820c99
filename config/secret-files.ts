import { readFileSync } from 'node:fs';
import type { Environment } from './environment.ts';
import { docs } from './variable-docs.ts';
import { type VariableName, variables } from './variables.ts';

const SUFFIX = '_FILE';

/** Returns the variables that may be read from a file: those that hold a secret. */
export function variablesWithFiles(): VariableName[] {
  return (Object.keys(variables) as VariableName[]).filter((name) => docs.get(variables[name])?.secret);
}

/**
 * Returns the secrets that files hold: `NAME_FILE` names the file of `NAME`, as Docker and Kubernetes mount secrets. The
 * problems are those of files that cannot be read, and of secrets that are set both ways.
 */
export function secretsOfFiles(env: Environment): {
  values: Partial<Record<VariableName, string>>;
  problems: string[];
} {
  const values: Partial<Record<VariableName, string>> = {};
  const problems: string[] = [];
  for (const name of variablesWithFiles()) {
    const path = env[name + SUFFIX]?.trim();
    if (!path) continue;
    if (env[name]?.trim()) problems.push(`${name}: set twice, by itself and by ${name}${SUFFIX}`);
    try {
      values[name] = readFileSync(path, 'utf8').trim();
      if (!values[name]) problems.push(`${name}${SUFFIX}: the file ${path} is empty`);
    } catch (error) {
      problems.push(
        `${name}${SUFFIX}: the file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      );
    }
  }
  return { values, problems };
}

/** Returns whether the name is the one of a secret's file. */
export function isSecretFile(name: string): boolean {
  return name.endsWith(SUFFIX) && (variablesWithFiles() as string[]).includes(name.slice(0, -SUFFIX.length));
}
