import type { Texts } from '../../text/language.ts';
import type { Verdict } from './browser-verdict.ts';

type BrowserCheckText = {
  start: string;
  lead: string;
  open: string;
  verdicts: Record<Verdict, string>;
  visit: string;
  shows: (destination: string, number: string, rung: string) => string;
  rungs: Record<'session' | 'bucket' | 'overflow' | 'none', string>;
  /** @param why undefined: a reason without a text of its own */
  without: (destination: string, why: string | undefined) => string;
  /** The reasons for which a page gets no number. */
  reasons: Partial<Record<string, string>>;
  refusedOrigin: (origin: string) => string;
  refused: (code: string) => string;
  noConsent: string;
  after: (time: string) => string;
};

const en: BrowserCheckText = {
  start: 'Check in my browser',
  lead: 'Opens the page in a new tab, and shows here what its tags ask for. The visit counts with the source ringtrail and the medium check.',
  open: 'Open the page again',
  verdicts: {
    works: 'The tags run in your browser, and the page gets a number.',
    refused: 'The tags run, but the gateway refuses them.',
    none: 'The tags run, but there is no number for this page.',
    analytics_only:
      'Only the analytics tag runs. The tag that replaces the number is missing, or it is blocked.',
    late: 'Nothing has arrived. The tag is missing, or your browser blocks it: by an ad blocker, by the page’s content security policy, or until you agree to cookies. “Check the page” names a policy and a consent manager.',
    waiting: 'Waiting for the page. Agree to its cookies if it asks.',
  },
  visit: 'The analytics tag runs',
  shows: (destination, number, rung) => `${destination}: the page gets ${number}, ${rung}`,
  rungs: {
    session: 'for this visit alone',
    bucket: 'for all visitors of this source',
    overflow: 'which all visitors share',
    none: '',
  },
  without: (destination, why) => `${destination}: no number. ${why ?? 'The page keeps its own.'}`,
  reasons: {
    no_number_free: 'All numbers of the pool are in use.',
    rate_limited: 'Your address has requested too many.',
    site_rate_limited: 'The site has requested too many in this minute.',
    rebuilding: 'The pool is being built. Try again in a moment.',
    unavailable: 'Redis does not answer.',
    bot: 'Your browser names itself as a robot.',
  },
  refusedOrigin: (origin) => `The site does not list the address ${origin}`,
  refused: (code) => `The request was refused: ${code}`,
  noConsent: 'Without consent to analytics, so no visit is stored.',
  after: (time) => `(after ${time}).`,
};

const de: BrowserCheckText = {
  start: 'In meinem Browser prüfen',
  lead: 'Öffnet die Seite in einem neuen Tab und zeigt hier, was ihre Tags anfragen. Der Besuch zählt mit der Quelle ringtrail und dem Medium check.',
  open: 'Seite noch einmal öffnen',
  verdicts: {
    works: 'Die Tags laufen in Ihrem Browser, und die Seite erhält eine Nummer.',
    refused: 'Die Tags laufen, aber das Gateway weist sie ab.',
    none: 'Die Tags laufen, aber für diese Seite gibt es keine Nummer.',
    analytics_only: 'Nur das Analyse-Tag läuft. Das Tag, das die Nummer ersetzt, fehlt oder ist blockiert.',
    late: 'Es ist nichts angekommen. Das Tag fehlt, oder Ihr Browser blockiert es: durch einen Werbeblocker, durch die Content Security Policy der Seite, oder bis Sie Cookies zustimmen. „Seite prüfen“ nennt eine solche Policy und einen Consent-Manager.',
    waiting: 'Warten auf die Seite. Stimmen Sie ihren Cookies zu, falls sie fragt.',
  },
  visit: 'Das Analyse-Tag läuft',
  shows: (destination, number, rung) => `${destination}: Die Seite erhält ${number}, ${rung}`,
  rungs: {
    session: 'nur für diesen Besuch',
    bucket: 'für alle Besucher dieser Quelle',
    overflow: 'die sich alle Besucher teilen',
    none: '',
  },
  without: (destination, why) => `${destination}: keine Nummer. ${why ?? 'Die Seite behält ihre eigene.'}`,
  reasons: {
    no_number_free: 'Alle Nummern des Pools sind vergeben.',
    rate_limited: 'Ihre Adresse hat zu viele angefragt.',
    site_rate_limited: 'Die Website hat in dieser Minute zu viele angefragt.',
    rebuilding: 'Der Pool wird aufgebaut. Versuchen Sie es gleich noch einmal.',
    unavailable: 'Redis antwortet nicht.',
    bot: 'Ihr Browser nennt sich selbst einen Roboter.',
  },
  refusedOrigin: (origin) => `Die Website führt die Adresse ${origin} nicht auf`,
  refused: (code) => `Die Anfrage wurde abgewiesen: ${code}`,
  noConsent: 'Ohne Zustimmung zur Analyse, also wird kein Besuch gespeichert.',
  after: (time) => `(nach ${time}).`,
};

const es: BrowserCheckText = {
  start: 'Comprobar en mi navegador',
  lead: 'Abre la página en otra pestaña y muestra aquí lo que piden sus etiquetas. La visita cuenta con la fuente ringtrail y el medio check.',
  open: 'Abrir la página otra vez',
  verdicts: {
    works: 'Las etiquetas funcionan en su navegador y la página recibe un número.',
    refused: 'Las etiquetas funcionan, pero el gateway las rechaza.',
    none: 'Las etiquetas funcionan, pero no hay número para esta página.',
    analytics_only:
      'Solo funciona la etiqueta de análisis. La que sustituye el número falta o está bloqueada.',
    late: 'No ha llegado nada. La etiqueta falta, o su navegador la bloquea: por un bloqueador de anuncios, por la política de seguridad de la página o hasta que acepte las cookies. «Comprobar la página» nombra una política o un gestor de consentimiento.',
    waiting: 'Esperando a la página. Acepte sus cookies si lo pide.',
  },
  visit: 'La etiqueta de análisis funciona',
  shows: (destination, number, rung) => `${destination}: la página recibe ${number}, ${rung}`,
  rungs: {
    session: 'solo para esta visita',
    bucket: 'para todos los visitantes de esta fuente',
    overflow: 'que comparten todos los visitantes',
    none: '',
  },
  without: (destination, why) => `${destination}: sin número. ${why ?? 'La página conserva el suyo.'}`,
  reasons: {
    no_number_free: 'Todos los números del grupo están en uso.',
    rate_limited: 'Su dirección ha pedido demasiados.',
    site_rate_limited: 'El sitio ha pedido demasiados en este minuto.',
    rebuilding: 'El grupo se está creando. Inténtelo de nuevo en un momento.',
    unavailable: 'Redis no responde.',
    bot: 'Su navegador se presenta como un robot.',
  },
  refusedOrigin: (origin) => `El sitio no incluye la dirección ${origin}`,
  refused: (code) => `La petición fue rechazada: ${code}`,
  noConsent: 'Sin consentimiento para el análisis, así que no se guarda la visita.',
  after: (time) => `(después de ${time}).`,
};

export const browserCheckText: Texts<BrowserCheckText> = { en, de, es };
