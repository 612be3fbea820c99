import { variablesWithFiles } from './secret-files.ts';
import { docs } from './variable-docs.ts';
import { variables } from './variables.ts';
import { wrap } from './wrap.ts';

const WIDTH = 90;

/** Returns the text of `ringtrail start --help`. */
export function helpText(): string {
  return [
    'Usage: ringtrail start [--help]',
    '',
    'Environment variables configure Ringtrail. An empty one counts as unset.',
    'A secret can be read from a file: RINGTRAIL_ADMIN_KEY_FILE names the file of RINGTRAIL_ADMIN_KEY.',
    '',
    ...documented().flatMap(({ name, doc }) => [
      `  ${name}`,
      ...wrap(doc.description, WIDTH).map((line) => `      ${line}`),
      ...wrap(`Expected: ${doc.expected}`, WIDTH).map((line) => `      ${line}`),
      `      Default:  ${doc.default}`,
      `      Example:  ${name}=${doc.example}`,
      '',
    ]),
  ].join('\n');
}

/** Returns the text of docs/configuration.md. */
export function configurationMarkdown(): string {
  return [
    '<!-- `npm run docs` makes this page from config/variables.ts. Do not edit it. -->',
    '# Configuration',
    '',
    'Ringtrail reads environment variables and nothing else. An empty variable counts as unset. A start with wrong',
    'values lists all faults and ends with exit code 1. `ringtrail start --help` prints this page for a terminal.',
    '',
    'The command `ringtrail`, and `npm start` in a checkout, also read the variables of the file `.env` in the folder where they',
    'start. A variable of the environment outranks that of the file.',
    '',
    'A secret can be read from a file: `NAME_FILE` names the file of `NAME`, as Docker and Kubernetes mount secrets. This holds',
    `for ${listed(variablesWithFiles())}.`,
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

/** Formats a value as code, and leaves a sentence as it is. */
function code(text: string): string {
  return text.includes(' ') ? text : `\`${text}\``;
}

function listed(names: readonly string[]): string {
  const all = names.map((name) => `\`${name}\``);
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
