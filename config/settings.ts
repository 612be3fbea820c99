import type { Environment } from './environment.ts';
import { docs } from './variable-docs.ts';
import { type VariableName, variables } from './variables.ts';

/** A variable of the configuration as it is in force, for people. */
export type Setting = {
  readonly name: string;
  readonly description: string;
  /** null: a secret, whose value is never shown. */
  readonly value: string | null;
  /** `file`: `NAME_FILE` names the file that holds it. */
  readonly source: 'default' | 'environment' | 'file';
};

/**
 * Returns every variable with its value and where the value comes from.
 * @param inFiles the secrets that files hold
 */
export function settingsOf(
  env: Environment,
  inFiles: Partial<Record<VariableName, string>>,
): readonly Setting[] {
  const settings = (Object.keys(variables) as VariableName[]).map((name) => {
    const { description = '', default: otherwise = '', secret = false } = docs.get(variables[name]) ?? {};
    const set = env[name]?.trim();
    const source = inFiles[name] ? 'file' : set ? 'environment' : 'default';
    const value = secret && source !== 'default' ? null : withoutPassword(set || otherwise);
    return Object.freeze({ name, description, value, source } as const);
  });
  return Object.freeze(settings);
}

/** Hides the user's name and password in a URL. */
export function withoutPassword(value: string): string {
  return value.replace(/\/\/[^@/]*@/, '//***@');
}
