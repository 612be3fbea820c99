/** What a page of the folder pages says of itself, and how far it is from it. */

/**
 * Runs in the page, and so uses nothing from outside of itself. Beside what they mean the pages' elements say what they
 * must come to: `data-shows` their text, `data-leads` their href, `data-holds` further attributes as JSON, and
 * `data-value` what a form would send.
 * @returns a sentence for each element that is not as it should be, and for each error of the page
 */
export function faultsIn(): string[] {
  const faults = [...((window as unknown as { troubles?: string[] }).troubles ?? [])];
  const compare = (is: string | null, shouldBe: string) => {
    if ((is ?? '').replace(/\u00a0/g, ' ') !== shouldBe) faults.push(`${is} should be ${shouldBe}`);
  };
  const look = (root: ParentNode) => {
    for (const element of root.querySelectorAll<HTMLElement | SVGElement>('*')) {
      const { shows, leads, holds, value } = element.dataset;
      if (shows !== undefined) compare(element.textContent, shows.replace(/\u00a0/g, ' '));
      if (leads !== undefined) compare(element.getAttribute('href'), leads);
      if (value !== undefined) compare((element as HTMLInputElement).value, value);
      for (const [name, held] of Object.entries<string>(JSON.parse(holds ?? '{}'))) {
        compare(element.getAttribute(name), held);
      }
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return faults;
}

/** The first script of each page: it collects all errors of the page in `troubles`. */
export const WATCH = `
  window.troubles = [];
  addEventListener('error', ({ message }) => troubles.push(message ?? 'a script did not come'), true);
  addEventListener('unhandledrejection', ({ reason }) => troubles.push(String(reason)));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    troubles.push(violatedDirective + ' forbids ' + blockedURI));
`;
