import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const DOCUMENT = new URL('../../../docs/performance.md', import.meta.url);

/** Formats a Markdown table with numbers on the right. */
export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Describes the machine and the versions. */
export function machine(redisVersion: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim()}, ${memory} GiB; Node ${process.version}, Redis ${redisVersion}, ${process.platform}. Everything on this one machine: server, Redis and the sender share the cores.`;
}

/** Prints a section. With `write` it also puts the section into docs/performance.md, between its markers. */
export function publish(name: string, section: string, write: boolean): void {
  process.stdout.write(`\n${section}\n`);
  if (!write) return;
  const document = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has no place for ${name}`);
  writeFileSync(DOCUMENT, `${document.slice(0, from + begin.length)}\n${section}\n${document.slice(to)}`);
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
