import { homedir } from 'node:os';
import { join } from 'node:path';

/** The variables that the `ringtrail` command reads, and the server ignores. */
export const CLIENT_VARIABLES = ['RINGTRAIL_URL', 'RINGTRAIL_KEY'];

/** Returns the value of a variable that a set-up file names as the place of a secret. */
export function secretVariable(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env[name] || undefined;
}

/** The settings of the `ringtrail` command. */
export type ClientSettings = {
  url: string | undefined;
  key: string | undefined;
  profilePath: string;
  /** The npm registry, which `ringtrail version --check` asks. */
  registryUrl: string;
};

/**
 * Returns the settings of the `ringtrail` command from the environment: `RINGTRAIL_URL`, `RINGTRAIL_KEY`, the place where
 * `ringtrail login` saves both, by the XDG Base Directory Specification, and npm's own variable for its registry.
 */
export function clientSettings(env: NodeJS.ProcessEnv = process.env): ClientSettings {
  const folder = env.XDG_CONFIG_HOME || env.APPDATA || join(homedir(), '.config');
  return {
    url: env.RINGTRAIL_URL || undefined,
    key: env.RINGTRAIL_KEY || undefined,
    profilePath: join(folder, 'ringtrail', 'profile.json'),
    registryUrl: env.npm_config_registry || env.NPM_CONFIG_REGISTRY || 'https://registry.npmjs.org',
  };
}
