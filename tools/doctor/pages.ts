import type { Ask } from '../cli/connection.ts';
import { Refused } from '../cli/errors.ts';
import type { InstallationCheck, SiteWithEndpoints } from '../client/operations.ts';
import { type Finding, orOk, reportOf } from './finding.ts';

/** The gateway makes at most 20 checks a minute for one key. */
const MAX_SITES = 15;
const { ok, warning, fault } = reportOf('pages');

/** Returns the findings on the first page of each site: its tags, its origin and its numbers. */
export async function pageFindings(ask: Ask, sites: readonly SiteWithEndpoints[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  // The gateway opens two pages at a time.
  for (const site of sites.slice(0, MAX_SITES)) findings.push(...(await findingsOf(ask, site)));
  if (sites.length > MAX_SITES)
    findings.push(
      warning(
        'pages_unchecked',
        `Only the first ${MAX_SITES} sites were checked. See \`ringtrail check-site\`.`,
      ),
    );
  return sites.length === 0 ? [] : orOk(findings, ok('The pages of all sites have their tags.'));
}

async function findingsOf(ask: Ask, { id, name }: SiteWithEndpoints): Promise<Finding[]> {
  try {
    const { url, findings } = await ask('POST /v1/sites/{id}/check', { params: { id }, body: {} });
    return findings.filter(({ level }) => level !== 'note').map((finding) => pageFinding(name, url, finding));
  } catch (error) {
    if (!(error instanceof Refused) || error.code === 'forbidden') throw error;
    return [
      warning(
        'page_unchecked',
        `${name}: ${error.message} Check a page with \`ringtrail check-site <url>\`.`,
      ),
    ];
  }
}

function pageFinding(
  name: string,
  url: string,
  { code, level, detail }: InstallationCheck['findings'][number],
): Finding {
  // The gateway opens no page of the operator's own network. That is no fault of the page.
  const isFault = level === 'error' && code !== 'page_refused';
  return (isFault ? fault : warning)(code, `${name}, ${url}: ${detail}`);
}
