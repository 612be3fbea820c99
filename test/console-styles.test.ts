import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSources } from './support/imports.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const STYLES = dirname(createRequire(import.meta.url).resolve('@mantine/core/styles/Button.css'));

/** Returns the components of Mantine that the console imports. */
function importedComponents(): string[] {
  const names = [...readSources(ROOT, ['console/src']).values()].flatMap((source) => {
    const lists = source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g);
    return [...lists].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  });
  return [...new Set(names)];
}

describe('the styles of Mantine', () => {
  it('are there for each component that the console uses', () => {
    const css = readFileSync(join(ROOT, 'console/src/theme/mantine.css'), 'utf8');
    const styled = importedComponents().filter((name) => existsSync(join(STYLES, `${name}.css`)));
    expect(styled).toContain('Checkbox');
    expect(styled.filter((name) => !css.includes(`/${name}.css`))).toEqual([]);
  });
});
