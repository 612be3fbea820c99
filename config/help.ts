import { docs, variables } from './schema.ts';

/** What `npm start -- --help` prints. */
export function helpText(): string {
  return [
    'Usage: npm start [-- --help]',
    '',
    'Ringtrail is configured by environment variables; an empty one counts as unset.',
    '',
    ...documented().flatMap(({ name, doc }) => [
      `  ${name}`,
      ...wrap(doc.description).map((line) => `      ${line}`),
      ...wrap(`Expected: ${doc.expected}`).map((line) => `      ${line}`),
      `      Default:  ${doc.default}`,
      `      Example:  ${name}=${doc.example}`,
      '',
    ]),
  ].join('\n');
}

/** The whole of docs/configuration.md. */
export function configurationMarkdown(): string {
  return [
    '<!-- Made by `npm run docs` from config/schema.ts; do not edit. -->',
    '# Configuration',
    '',
    'Ringtrail reads environment variables and nothing else. An empty variable counts as unset. All errors are listed',
    'together at the start, which then ends with exit code 1. `npm start -- --help` prints this page for a terminal.',
    '',
    ...documented().flatMap(({ name, doc }) => [
      `## ${name}`,
      '',
      doc.description,
      '',
      `- Expected: ${doc.expected}`,
      `- Default: ${code(doc.default)}`,
      `- Example: \`${name}=${doc.example}\``,
      '',
    ]),
  ].join('\n');
}

function documented() {
  return Object.entries(variables).map(([name, schema]) => {
    const doc = docs.get(schema);
    if (doc === undefined) throw new Error(`the variable ${name} has no documentation`);
    return { name, doc };
  });
}

/** Values are set as code, sentences are not. */
function code(text: string): string {
  return text.includes(' ') ? text : `\`${text}\``;
}

function wrap(text: string, width = 90): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
