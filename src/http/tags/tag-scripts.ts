import { readdirSync, readFileSync } from 'node:fs';
import { DEFAULT_TAG_SETTINGS, type TagSettings } from '../../domain/tag-settings.ts';
import { memoized } from '../../infra/cache.ts';
import type { AnalyticsConfig, CombinedConfig, CommunicationConfig } from '../../tags/config.ts';
import { scriptOf, type TagScript } from './script.ts';

export const TAGS = ['analytics', 'communication', 'combined'] as const;
export type Tag = (typeof TAGS)[number];

/** The optional parts of a tag, and the members of its configuration that need them. Most pages need no part. */
export const PARTS = {
  domains: ['domains'],
  timing: ['when'],
  content: ['messagingLinks', 'attributes', 'jsonLd', 'shadowRoots'],
} as const satisfies Record<string, (keyof TagSettings | 'domains')[]>;
export type Part = keyof typeof PARTS;

export const PARTS_OF: Record<Tag, readonly Part[]> = {
  analytics: ['domains'],
  communication: ['domains', 'timing', 'content'],
  combined: ['domains', 'timing', 'content'],
};

export type TagConfig = AnalyticsConfig | CommunicationConfig | CombinedConfig;

/** Each with its compressed forms, some 20 kB. */
const MAX_SCRIPTS = 1000;
const PLACEHOLDER = /(['"`])__RINGTRAIL_CONFIG__\1/;

/** Returns the settings that differ from the defaults. */
export function changedSettings(...settings: (Partial<TagSettings> | undefined)[]): Partial<TagSettings> {
  const all: TagSettings = Object.assign({}, DEFAULT_TAG_SETTINGS, ...settings);
  return Object.fromEntries(
    Object.entries(all).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(DEFAULT_TAG_SETTINGS[name as keyof TagSettings]),
    ),
  );
}

/** Returns the function that builds a tag's script: the smallest variant that its configuration needs, with the configuration in it. */
export function tagScripts(folder: URL): (tag: Tag, config: TagConfig) => TagScript {
  const sources = new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.js'))
      .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
  );
  const scriptFor = memoized(MAX_SCRIPTS, (fileAndConfig) => {
    const [file = '', config = ''] = fileAndConfig.split('\n');
    const source = sources.get(file);
    if (!source) throw new Error(`the tags are not built: ${file} is missing`);
    return scriptOf(source.replace(PLACEHOLDER, () => config));
  });
  return (tag, config) => scriptFor(`${variantOf(tag, config)}\n${JSON.stringify(config)}`);
}

function variantOf(tag: Tag, config: TagConfig): string {
  const parts = PARTS_OF[tag].filter((part) => PARTS[part].some((setting) => setting in config));
  return [tag, ...parts, 'js'].join('.');
}
