/** The pages on which the benchmark measures the tags. */

export const SITE = 'https://site.test/';
export const TAGS = 'https://tags.test';

export type TestPage = {
  name: string;
  html: string;
  /** The work of the page's own script that is measured; without it, the load is. */
  act?: () => Promise<void>;
  /** Returns whether the page shows the number everywhere. Runs in the page. */
  shows: () => boolean;
};

const SCRIPT = `<script async src="${TAGS}/combined.js"></script>`;

const TEN_NUMBERS = [
  'Call (202) 555-0123, day or night.',
  '202-555-0123',
  '202.555.0123 | 2025550123',
  '+1&nbsp;202&nbsp;555&nbsp;0123',
  '1-202-555-0123 ext. 5',
  '<a href="tel:+12025550123">Call us</a>',
  '<a href="tel:202-555-0123;phone-context=+1">Local</a>',
  '<a href="tel:%2B1%20202%20555%200123">Escaped</a>',
  '<a href="tel:+12025550188">Another number</a>',
  'The other office: (202) 555-0124',
];

/** 10,000 elements with a price each, and the number below. */
const LONG = `<main></main><script>
for (let i = 0; i < 5000; i++) {
  const p = document.createElement('p');
  const b = document.createElement('b');
  b.textContent = 'Item ' + i;
  p.append(b, ' costs ' + i + '.99 and is in stock');
  document.querySelector('main').append(p);
}</script>`;

export const PAGES: TestPage[] = [
  { name: 'ten numbers', html: pageOf(TEN_NUMBERS.map((text) => `<p>${text}</p>`).join('\n')), shows },
  { name: '10,000 elements', html: pageOf(`${LONG}<p>(202) 555-0123</p>`), shows },
  {
    name: '1,000 elements inserted in a second',
    html: pageOf('<p>(202) 555-0123</p>'),
    act: insert,
    shows,
  },
];

function pageOf(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${SCRIPT}</head><body>${body}</body></html>`;
}

/** Adds ten elements each hundredth of a second, each with the number. */
function insert(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const timer = setInterval(() => {
      for (let i = 0; i < 10; i++) {
        const p = document.createElement('p');
        p.textContent = `Item ${count++}: 202-555-0123`;
        document.body.append(p);
      }
      if (count < 1000) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}

function shows(): boolean {
  const text = document.body.textContent;
  return /555.?0187/.test(text) && !/555.?0123/.test(text);
}
