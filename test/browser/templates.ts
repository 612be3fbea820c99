/**
 * Pages of the kinds that small businesses and page builders put out. `#` stands for the endpoint's number in the page's format, and
 * `tel:#` for its address. All else must stay: other numbers, prices, hours, post codes, ids, forms and structured data.
 */
export type Template = {
  endpoint: 'us' | 'uk' | 'de' | 'fr' | 'it' | 'jp' | 'br' | 'ru';
  language: string;
  own: string;
  shown: string;
  body: string;
};

const US = { endpoint: 'us', language: 'en', own: '(202) 555-0123', shown: '(202) 555-0187' } as const;
const UK = { endpoint: 'uk', language: 'en', own: '020 7946 0018', shown: '020 7946 0999' } as const;
const DE = { endpoint: 'de', language: 'de', own: '030 90 18 20', shown: '030 55 51 23' } as const;

export const TEMPLATES: Record<string, Template> = {
  'a plumber': {
    ...US,
    body: `<header><a href="/">Dry Cellar Plumbing</a> <span>Open 24/7</span> <span>#</span></header>
      <h1>Burst pipe? Call <strong>#</strong></h1>
      <ul><li>Call-out $99.00</li><li>Boilers from $2,025.55</li><li>Licence 2025550124</li></ul>
      <footer>14 Mill Lane, Washington, DC 20001 # · Fax (202) 555-0124</footer>
      <a class="sticky" style="position:fixed;bottom:0" href="tel:#">Call now</a>`,
  },
  'a dentist with a table of hours': {
    ...UK,
    body: `<nav><ul><li><a href="/team">Team</a></li><li><a href="tel:#">#</a></li></ul></nav>
      <table><tr><th>Mon</th><td>09:00</td><td>17:00</td><td>#</td></tr><tr><th>Sat</th><td>09:00</td><td>13:00</td><td>020 7946 0019</td></tr></table>
      <p>09:00 - 17:00 # (emergencies 111)</p><address>4 High Street, London W1A 0AX<br>#</address>`,
  },
  'an agency with structured data': {
    ...US,
    body: `<script type="application/ld+json">{"@type":"LocalBusiness","telephone":"(202) 555-0123","priceRange":"$$"}</script>
      <section><h2>Let us talk</h2><p>#<br>hello@example.com</p></section>
      <p>12025550123@sms.example and https://example.com/c/202-555-0123 stay.</p>`,
  },
  'a shop with products': {
    ...DE,
    body: `<header><span>Hotline</span> <a href="tel:#">#</a> <small>Mo–Fr 8:00–18:00</small></header>
      <div class="grid"><article><h3>Bohrer 30-90</h3><p>Art.-Nr. 3090182012</p><b>30,90 €</b></article><article><h3>Set</h3><p>1.090,18 €</p></article></div>
      <form action="/warenkorb"><input name="menge" value="2"><select><option>030 901820</option></select><textarea>030 901820</textarea></form>
      <footer>10115 Berlin # · Fax 030 90 18 21</footer>`,
  },
  'blocks of a blog builder': {
    ...US,
    body: `<div class="wp-block-group"><div class="wp-block-columns"><div class="wp-block-column"><p class="has-text-align-center"><strong>Call us: </strong><a href="tel:#">#</a></p></div>
      <div class="wp-block-column"><figure class="wp-block-table"><table><tbody><tr><td>Office</td><td>#</td></tr></tbody></table></figure></div></div></div>
      <div class="widget_text"><p>Springfield, IL 62701<br>#</p></div>`,
  },
  'nested boxes of a visual builder': {
    ...US,
    body: `<div id="comp-1"><div data-testid="richTextElement"><p><span style="font-size:18px"><span class="g">Phone:&nbsp;</span></span><span>#</span></p></div></div>
      <div id="comp-2"><a data-testid="linkElement" href="tel:#"><span class="l"><span>Call</span></span></a></div>
      <div id="comp-3"><h2><span>4.9</span><span>(2,025 reviews)</span></h2></div>`,
  },
  'sections of a site builder': {
    ...US,
    body: `<section class="page-section"><div class="sqs-block-html"><div class="sqs-html-content"><h3>Visit</h3><p style="white-space:pre-wrap">Suite 101, #</p></div></div></section>
      <div class="sqs-announcement-bar"><p>Summer hours 9:00–14:00 · #</p></div><button onclick="location.href='tel:#'">Call</button>`,
  },
  'a storefront with a drawer': {
    ...UK,
    body: `<div class="announcement-bar">Free delivery over £20.79 · #</div>
      <details><summary>Menu</summary><ul><li><a href="tel:#">#</a></li></ul></details>
      <div class="price"><s>£2,079.46</s> £1,999.00</div><p>SKU 2079460018</p><footer>VAT GB 207 9460 018 · #</footer>`,
  },
  'a slider in French': {
    endpoint: 'fr',
    language: 'fr',
    own: '01 99 00 12 34',
    shown: '01 99 00 56 78',
    body: `<div class="slides"><div class="slide" aria-hidden="true" style="display:none"><p>#</p></div><div class="slide"><h2>Devis gratuit</h2><p>9h00-18h00 #</p></div></div>
      <p>75001 Paris # – SIRET 199 001 234 00012</p><a href="tel:#">Appeler</a><p>19,90 € TTC</p>`,
  },
  'a restaurant in Italian': {
    endpoint: 'it',
    language: 'it',
    own: '06 1234 5678',
    shown: '06 8765 4321',
    body: `<p>Via Po, 10 # Roma 00100</p><p>Orari 9:00 - 13:00 / #</p><dl><dt>Margherita</dt><dd>€ 6,12</dd></dl><a href="tel:#">Prenota</a><p>P. IVA 06123456789</p>`,
  },
  'a clinic in Japanese': {
    endpoint: 'jp',
    language: 'ja',
    own: '03-1234-5678',
    shown: '03-8765-4321',
    body: `<header>受付時間 9:00～18:00 #</header><p>〒100-0000 東京都 TEL：#</p><p>料金 31,234円</p><a href="tel:#">電話する</a><p>FAX 03-1234-5679</p>`,
  },
  'two languages on one page': {
    endpoint: 'br',
    language: 'pt',
    own: '(11) 91234-5678',
    shown: '(11) 98765-4329',
    body: `<p lang="pt">Ligue # – R$ 119,12</p><p lang="en">Call #, Mon–Fri 8:00–18:00</p><a href="tel:#">#</a><p>CEP 11912-345</p>
      <form><label>Telefone <input type="tel" placeholder="(11) 91234-5678" value="(11) 91234-5678"></label></form>`,
  },
};

/** Returns the body with a number and the address of a link in the places of its marks. */
export function filled(body: string, number: string, address: string): string {
  return body.replaceAll('tel:#', address).replaceAll(/#(?!\w)/g, number);
}
