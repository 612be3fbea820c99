import type { Environment } from './environment.ts';
import { docs } from './variable-docs.ts';
import { type VariableName, variables } from './variables.ts';

/** Returns the secrets that have the value of the documentation's example, which everybody knows. */
export function exampleSecrets(env: Environment = process.env): string[] {
  return (Object.keys(variables) as VariableName[]).filter((name) => {
    const { secret = false, example } = docs.get(variables[name]) ?? {};
    return secret && env[name]?.trim() === example;
  });
}
