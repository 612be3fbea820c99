import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { DEFAULT_TAG_SETTINGS, type TagSettings } from '../../domain/tag-settings.ts';
import type { AnalyticsConfig, CombinedConfig, CommunicationConfig } from '../../tags/config.ts';

export const TAGS = ['analytics', 'communication', 'combined'] as const;
export type Tag = (typeof TAGS)[number];

/** What a variant of a tag can do besides, and the settings that ask for it. Most pages need none of it. */
export const PARTS = {
  ga4: ['ga4'],
  timing: ['when'],
  content: ['messagingLinks', 'attributes', 'jsonLd', 'shadowRoots'],
} as const satisfies Record<string, (keyof TagSettings)[]>;
export type Part = keyof typeof PARTS;

export const PARTS_OF: Record<Tag, readonly Part[]> = {
  analytics: ['ga4'],
  communication: ['timing', 'content'],
  combined: ['ga4', 'timing', 'content'],
};

export type TagConfig = AnalyticsConfig | CommunicationConfig | CombinedConfig;
export type Script = { text: string; hash: string; integrity: string };

const PLACEHOLDER = /(['"`])__RINGTRAIL_CONFIG__\1/;

/** The settings that are not what a tag does anyway. */
export function askedFor(...settings: (Partial<TagSettings> | undefined)[]): Partial<TagSettings> {
  const all: TagSettings = Object.assign({}, DEFAULT_TAG_SETTINGS, ...settings);
  return Object.fromEntries(
    Object.entries(all).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(DEFAULT_TAG_SETTINGS[name as keyof TagSettings]),
    ),
  );
}

/** The scripts of the folder, each with its configuration written in: the smallest variant that does what it asks. */
export function tagScripts(folder: URL): (tag: Tag, config: TagConfig) => Script {
  const sources = new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.js'))
      .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
  );
  return (tag, config) => {
    const file = variantOf(tag, config);
    const source = sources.get(file);
    if (!source) throw new Error(`the tags are not built: ${file} is missing`);
    const text = source.replace(PLACEHOLDER, () => JSON.stringify(config));
    return {
      text,
      hash: createHash('sha256').update(text).digest('base64url').slice(0, 16),
      integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
    };
  };
}

function variantOf(tag: Tag, config: TagConfig): string {
  const parts = PARTS_OF[tag].filter((part) => PARTS[part].some((setting) => setting in config));
  return [tag, ...parts, 'js'].join('.');
}
