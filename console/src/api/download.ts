import { credentials } from './client.ts';
import { ConnectionLost } from './problem.ts';

/** Saves the answer at the path as a file. A link could not send the pasted key. */
export async function download(path: string, fileName: string): Promise<void> {
  const response = await fetch(path, { headers: credentials('GET') });
  if (!response.ok) throw new ConnectionLost();
  saveFile(await response.blob(), fileName);
}

/** Saves the content as a file on the reader's machine. */
export function saveFile(content: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
