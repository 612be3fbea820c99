import { Button } from '@mantine/core';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { InstallationCheck, SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import css from './installation.module.css';
import { installationText } from './installation-text.ts';

type Finding = InstallationCheck['findings'][number];

const ICONS = { error: CircleAlert, warning: TriangleAlert, note: Info };

/** The steps that mend a page, in the order in which to take them. */
export function Findings({ findings, site }: { findings: readonly Finding[]; site: SiteWithEndpoints }) {
  const text = useText(installationText);
  if (findings.length === 0) return null;
  return (
    <ol className={css.findings}>
      {findings.map((finding) => {
        const Icon = ICONS[finding.level];
        return (
          <li key={`${finding.code} ${JSON.stringify(finding.facts)}`} data-level={finding.level}>
            <Icon size={18} aria-label={text.levels[finding.level]} role="img" />
            <div>
              <p>{sentenceOf(finding, text.findings)}</p>
              {finding.code.startsWith('origin_') && finding.facts.origin && (
                <AddOrigin site={site} origin={finding.facts.origin} />
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The gateway's own sentence is in English. */
function sentenceOf(
  { code, facts, detail }: Finding,
  sentences: Partial<Record<Finding['code'], string>>,
): string {
  return sentences[code]?.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '') ?? detail;
}

/** A button that adds the origin to those of the site. */
export function AddOrigin({ site, origin }: { site: SiteWithEndpoints; origin: string }) {
  const text = useText(installationText);
  const change = useChange('PATCH /v1/sites/{id}');
  if (site.origins.includes(origin)) return <p className={css.quiet}>{text.originAdded}</p>;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={change.isPending}
        onClick={() =>
          change.mutate({ params: { id: site.id }, body: { origins: [...site.origins, origin] } })
        }
      >
        {text.addOrigin(origin)}
      </Button>
      <Failure error={change.error} />
    </>
  );
}
