import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configurationMarkdown, helpText } from './help.ts';
import { variables } from './variables.ts';

describe('the configuration help', () => {
  it('names every variable in the text for the terminal', () => {
    for (const name of Object.keys(variables)) expect(helpText()).toContain(`\n  ${name}\n`);
  });

  it('fits a terminal', () => {
    const tooLong = helpText()
      .split('\n')
      .filter((line) => line.length > 100);
    expect(tooLong).toEqual([]);
  });

  it('is equal to docs/configuration.md, which `npm run docs` writes', async () => {
    const committed = await readFile(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    expect(committed).toBe(configurationMarkdown());
  });
});
