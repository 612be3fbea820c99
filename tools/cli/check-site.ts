import type { Command } from 'commander';
import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { wrapped } from './output.ts';

/** Adds `check-site`: whether a page of a site has its tags, and which numbers would change. */
export function addCheckSite(program: Command, { ask, print, width }: Context): void {
  program
    .command('check-site <url>')
    .description('Check the tags on a page of a site')
    .option('--site <id>', 'the site; without it, the one with the origin of the page')
    .action(async (url: string, { site }: { site?: string }) => {
      const id = site ?? (await siteOf(url, ask));
      const check = await ask('POST /v1/sites/{id}/check', { params: { id }, body: { url } });
      const findings = check.findings.map(({ level, detail }) => wrapped(`${level}: ${detail}`, width, '  '));
      const changes = check.endpoints.map(
        ({ number, changing }) => `${number} would change ${changing} times.`,
      );
      print(check, () =>
        [...findings, ...changes, check.ok ? 'The page is ready.' : 'The page is not ready.'].join('\n'),
      );
      if (!check.ok) process.exitCode = 1;
    })
    .addHelpText('after', '\nExample:\n  ringtrail check-site https://www.example.com/contact');
}

/** Returns the id of the site that lists the page's origin. Rejects with `CommandError` where none or several do. */
async function siteOf(url: string, ask: Context['ask']): Promise<string> {
  if (!URL.canParse(url)) throw new CommandError(`${url} is not a URL. Write it with https://.`);
  const { origin } = new URL(url);
  const { data } = await ask('GET /v1/sites', { query: { limit: 1000 } });
  const [found, ...others] = data.filter(({ origins }) => origins.includes(origin));
  if (found && others.length === 0) return found.id;
  throw new CommandError(
    found
      ? `Several sites have the origin ${origin}. Name one with --site.`
      : `No site has the origin ${origin}. Name the site with --site.`,
  );
}
