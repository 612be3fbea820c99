import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { diallingOf } from '../../src/domain/dialling.ts';
import { PARTS_OF, TAGS, tagScripts } from '../../src/http/tags/tag-scripts.ts';
import type { CombinedConfig } from '../../src/tags/config.ts';
import { tagFolder } from '../support/tags.ts';

/** For both tags together, as a site gets them that asks for nothing else. */
const BUDGET = 7 * 1024;
/** For both with everything that there is. */
const WHOLE_BUDGET = 8 * 1024;
const ELEMENT_BUDGET = 1024;

/** As a site has it that takes GA4's session. */
const CONFIG: CombinedConfig = {
  api: 'https://calls.example.com',
  site: 'site_1m85nh8kyz6qkj3s',
  bucketing: ['source', 'medium'],
  ga4: 'G-ABC123DEF4',
  endpoint: 'end_1m85nh8kyz6qkj3t',
  ...diallingOf('+12025550199'),
};

describe('the bundled tags', () => {
  let served: number;
  let scripts: Record<string, string>;
  const sizeOf = (name: string) => gzipSync(scripts[name] ?? '', { level: 9 }).length;

  beforeAll(async () => {
    const folder = await tagFolder();
    scripts = Object.fromEntries(
      // The gateway itself runs preview.mjs. No page gets it.
      readdirSync(folder)
        .filter((name) => name.endsWith('.js'))
        .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
    );
    served = tagScripts(folder)('combined', CONFIG).gzipped.length;
    const sizes = Object.keys(scripts).map((name) => `  ${String(sizeOf(name)).padStart(5)} ${name}`);
    console.info(`gzipped bytes:\n${sizes.join('\n')}\n  ${served} combined.js as it is served`);
  });

  it('are at most 7 KB together, gzipped, GA4 and the configuration in it', () => {
    expect(served).toBeGreaterThan(sizeOf('combined.js'));
    expect(served).toBeLessThanOrEqual(BUDGET);
    expect(sizeOf('combined.domains.timing.content.js')).toBeLessThanOrEqual(WHOLE_BUDGET);
    expect(sizeOf('ringtrail-number.js')).toBeLessThanOrEqual(ELEMENT_BUDGET);
  });

  it('are there with every choice of the parts that each can have', () => {
    const variants = TAGS.flatMap((tag) =>
      Array.from({ length: 2 ** PARTS_OF[tag].length }, (_, choice) =>
        [tag, ...PARTS_OF[tag].filter((_part, bit) => choice & (1 << bit)), 'js'].join('.'),
      ),
    );
    expect(Object.keys(scripts).sort()).toEqual([...variants, 'ringtrail-number.js'].sort());
  });

  it('have short names for all members of their own', () => {
    for (const [name, script] of Object.entries(scripts)) {
      expect(script.match(/[.{,]\w+_(?=[^\w'"`])/g) ?? [], name).toEqual([]);
    }
  });

  it('leave one place for the configuration', () => {
    for (const [name, script] of Object.entries(scripts)) {
      const places = name === 'ringtrail-number.js' ? 0 : 1;
      expect(script.match(/(["'`])__RINGTRAIL_CONFIG__\1/g) ?? [], name).toHaveLength(places);
      expect(script.split('__RINGTRAIL_CONFIG__'), name).toHaveLength(1 + places);
    }
  });

  it('write and evaluate nothing that a content security policy forbids', () => {
    for (const [name, script] of Object.entries(scripts)) {
      expect(script, name).not.toMatch(
        /\beval\b|new Function|document\.write|innerHTML|insertAdjacentHTML|createElement\("(script|style)/,
      );
    }
  });
});
