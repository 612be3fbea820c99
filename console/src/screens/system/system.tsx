import type { ComponentType } from 'react';
import { Link, Redirect, useParams } from 'wouter';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Page } from '../../ui/page.tsx';
import { Audit } from './audit/audit.tsx';
import { Backups } from './backups/backups.tsx';
import { Health } from './health/health.tsx';
import { Keys } from './keys/keys.tsx';
import { People } from './people/people.tsx';
import { type Section, sectionsOf } from './sections.ts';
import { Shares } from './shares/shares.tsx';
import css from './system.module.css';
import { systemText } from './text.ts';

const CONTENT: Record<Section, ComponentType> = {
  health: Health,
  keys: Keys,
  people: People,
  shares: Shares,
  audit: Audit,
  backups: Backups,
};

/** The sections of the system that the reader may see. Each has an address of its own. */
export default function System() {
  const text = useText(systemText);
  const sections = sectionsOf(useSession());
  const { section } = useParams();
  const shown = sections.find((one) => one === section);
  const [first] = sections;
  if (!first) return <Page title={text.title}>{text.nothing}</Page>;
  if (!shown) return <Redirect to={`/system/${first}`} replace />;
  const Content = CONTENT[shown];
  return (
    <Page title={text.title} lead={text.lead}>
      <nav className={css.sections} aria-label={text.title}>
        {sections.map((one) => (
          <Link key={one} href={`/system/${one}`} aria-current={one === shown ? 'page' : undefined}>
            {text.sections[one]}
          </Link>
        ))}
      </nav>
      <Content />
    </Page>
  );
}
