/**
 * Returns the text in lines of at most `width` characters, broken at spaces. Lines after the first begin with `indent` spaces. A word
 * that is longer than a line, such as a URL, has a line of its own.
 */
export function wrapped(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  let line = text.slice(0, indent);
  let isEmpty = true;
  for (const word of text.slice(indent).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
