import type { Command } from 'commander';
import type { ClientSettings } from '../../config/client.ts';
import { connect } from './connection.ts';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { writeProfile } from './profile.ts';

/** Adds `login`: it saves a gateway and a key for the commands that follow. */
export function addLogin(
  program: Command,
  { print }: Pick<Context, 'print'>,
  settings: ClientSettings,
): void {
  program
    .command('login')
    .description('Save the URL and the key of a gateway for the commands that follow')
    .action(async () => {
      const { url, key } = { ...settings, ...program.opts<{ url?: string; key?: string }>() };
      if (!url || !key)
        throw new CommandError('Name the gateway with --url, and a key with --key or RINGTRAIL_KEY.');
      if (!URL.canParse(url)) throw new CommandError(`${url} is not a URL. Write it with https://.`);
      const gateway = { url: url.replace(/\/+$/, ''), key };
      const session = await connect(gateway)('GET /v1/session', {});
      await writeProfile(settings.profilePath, gateway);
      print(
        { url: gateway.url, profile: settings.profilePath },
        () => `Logged in to ${gateway.url} as ${session.name}.`,
      );
    })
    .addHelpText('after', '\nExample:\n  RINGTRAIL_KEY=rt_… ringtrail --url https://calls.example.com login');
}
