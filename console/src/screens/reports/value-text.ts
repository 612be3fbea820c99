import type { Texts } from '../../text/language.ts';

const en = {
  title: 'Value and cost',
  columns: {
    calls: 'Calls',
    qualified: 'Good leads',
    value: 'Value',
    valuePerCall: 'Value per call',
    cost: 'Cost',
    costPerCall: 'Cost per call',
    costPerQualified: 'Cost per good lead',
    return: 'Return',
  },
  total: 'All',
  nothing:
    'No call has a value yet, and no cost is known. Record the value on the screen of a call, or enter costs.',
  costs: 'Costs',
  lead: 'Paste an export of Google Ads or Meta with its head line: campaign, day, cost and currency. Lines that are pasted again change nothing.',
  text: 'Lines',
  example: 'Campaign,Day,Cost,Currency code',
  source: 'Source of these lines',
  medium: 'Medium of these lines',
  currency: 'Currency, if no column has it',
  provider: 'Business',
  enter: 'Enter',
  entered: (created: string, changed: string, unchanged: string) =>
    `${created} new, ${changed} changed, ${unchanged} known before`,
  known: 'Known costs',
  none: 'No cost is known.',
  days: (since: string, until: string) => (since === until ? since : `${since} to ${until}`),
  remove: 'Remove',
};

export type ValueText = typeof en;

const de: ValueText = {
  title: 'Wert und Kosten',
  columns: {
    calls: 'Anrufe',
    qualified: 'Gute Kontakte',
    value: 'Wert',
    valuePerCall: 'Wert je Anruf',
    cost: 'Kosten',
    costPerCall: 'Kosten je Anruf',
    costPerQualified: 'Kosten je gutem Kontakt',
    return: 'Ertrag',
  },
  total: 'Alle',
  nothing:
    'Noch hat kein Anruf einen Wert, und keine Kosten sind bekannt. Tragen Sie den Wert auf der Seite eines Anrufs ein, oder geben Sie Kosten ein.',
  costs: 'Kosten',
  lead: 'Fügen Sie einen englischen Export von Google Ads oder Meta mit seiner Kopfzeile ein: Kampagne, Tag, Kosten und Währung. Zeilen, die noch einmal kommen, ändern nichts.',
  text: 'Zeilen',
  example: 'Campaign,Day,Cost,Currency code',
  source: 'Quelle dieser Zeilen',
  medium: 'Medium dieser Zeilen',
  currency: 'Währung, wenn keine Spalte sie nennt',
  provider: 'Unternehmen',
  enter: 'Eintragen',
  entered: (created, changed, unchanged) => `${created} neu, ${changed} geändert, ${unchanged} schon bekannt`,
  known: 'Bekannte Kosten',
  none: 'Keine Kosten sind bekannt.',
  days: (since, until) => (since === until ? since : `${since} bis ${until}`),
  remove: 'Entfernen',
};

const es: ValueText = {
  title: 'Valor y coste',
  columns: {
    calls: 'Llamadas',
    qualified: 'Buenos contactos',
    value: 'Valor',
    valuePerCall: 'Valor por llamada',
    cost: 'Coste',
    costPerCall: 'Coste por llamada',
    costPerQualified: 'Coste por buen contacto',
    return: 'Retorno',
  },
  total: 'Todas',
  nothing:
    'Ninguna llamada tiene valor todavía y no se conoce ningún coste. Anote el valor en la pantalla de una llamada o introduzca costes.',
  costs: 'Costes',
  lead: 'Pegue una exportación en inglés de Google Ads o Meta con su cabecera: campaña, día, coste y moneda. Las líneas repetidas no cambian nada.',
  text: 'Líneas',
  example: 'Campaign,Day,Cost,Currency code',
  source: 'Fuente de estas líneas',
  medium: 'Medio de estas líneas',
  currency: 'Moneda, si ninguna columna la indica',
  provider: 'Negocio',
  enter: 'Introducir',
  entered: (created, changed, unchanged) =>
    `${created} nuevos, ${changed} cambiados, ${unchanged} ya conocidos`,
  known: 'Costes conocidos',
  none: 'No se conoce ningún coste.',
  days: (since, until) => (since === until ? since : `${since} a ${until}`),
  remove: 'Quitar',
};

export const valueText: Texts<ValueText> = { en, de, es };
