/** Returns the numbers of a pasted text, each once: of lines, or of a column of a table. */
export function linesOf(pasted: string): string[] {
  const lines = pasted.split(/[\n\r;\t]+|,(?=\s*[+\d(])/).map((line) => line.trim().replace(/^"|"$/g, ''));
  return [...new Set(lines.filter((line) => line !== ''))];
}
