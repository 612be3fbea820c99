import type { Day } from './query.ts';

const WIDTH = 1200;
const HEIGHT = 520;
const MARGIN = 56;

type Words = { title: string; now: string; former: string; dayOf: (at: Date) => string };

/** Saves the calls of each day, and those of the period before, as a picture. */
export function savePng(fileName: string, days: readonly Day[], words: Words): void {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (!context) return;
  draw(context, days, words);
  canvas.toBlob((picture) => {
    if (!picture) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(picture);
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

/** Draws in light colours in every theme: a picture is for a document. */
function draw(context: CanvasRenderingContext2D, days: readonly Day[], words: Words): void {
  const top = Math.max(1, ...days.flatMap(({ now, former }) => [now, former]));
  const width = (WIDTH - 2 * MARGIN) / Math.max(1, days.length);
  const bottom = HEIGHT - MARGIN;
  const y = (calls: number) => bottom - (calls / top) * (bottom - 2 * MARGIN);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.font = '600 22px Inter, sans-serif';
  context.fillStyle = '#1b1f24';
  context.fillText(words.title, MARGIN, 40);
  context.font = '14px Inter, sans-serif';
  for (const [i, { at, now }] of days.entries()) {
    context.fillStyle = '#3b6fd8';
    context.fillRect(MARGIN + (i + 0.16) * width, y(now), width * 0.68, bottom - y(now));
    context.fillStyle = '#57606a';
    if (i % Math.ceil(days.length / 10) === 0)
      context.fillText(words.dayOf(at), MARGIN + i * width, bottom + 22);
  }
  for (const calls of [0, top]) context.fillText(String(calls), 16, y(calls) + 5);
  context.strokeStyle = '#c2571a';
  context.lineWidth = 2;
  context.beginPath();
  for (const [i, { former }] of days.entries()) context.lineTo(MARGIN + (i + 0.5) * width, y(former));
  context.stroke();
  for (const [i, [colour, word]] of [
    ['#3b6fd8', words.now],
    ['#c2571a', words.former],
  ].entries()) {
    context.fillStyle = colour ?? '';
    context.fillRect(MARGIN + i * 220, 58, 14, 14);
    context.fillStyle = '#1b1f24';
    context.fillText(word ?? '', MARGIN + 22 + i * 220, 70);
  }
}
