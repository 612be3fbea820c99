/**
 * `<ringtrail-number endpoint="…">(202) 555-0123</ringtrail-number>`: shows the number that the communication tag of
 * the endpoint has for the visit, as a link. Until then, or without one, it shows the text inside the element.
 */
import { type ShownNumber, say } from './meeting.ts';
import { safely } from './safely.ts';

class RingtrailNumber extends HTMLElement {
  #own = '';
  #ownHref = '';

  connectedCallback(): void {
    if (this.#own) return;
    this.#own = this.textContent || '';
    this.#ownHref = this.querySelector('a')?.href || `tel:${this.#own.replace(/[^\d+]/g, '')}`;
    // The communication tag leaves this element alone.
    this.dataset.ringtrail = 'off';
    this.#show(this.#own, this.#ownHref);
    say('on', 'number', (shown) => this.#take(shown));
  }

  #take({ endpoint, number, national }: ShownNumber): void {
    if (endpoint !== this.getAttribute('endpoint')) return;
    if (number) this.#show(national || number, `tel:${number}`);
    else this.#show(this.#own, this.#ownHref);
  }

  #show(text: string, href: string): void {
    const link = this.querySelector('a') || this.appendChild(document.createElement('a'));
    link.href = href;
    if (this.textContent === text) return;
    this.replaceChildren(link);
    link.textContent = text;
  }
}

safely(() => {
  if (!customElements.get('ringtrail-number')) customElements.define('ringtrail-number', RingtrailNumber);
})();
