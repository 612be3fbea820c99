import type { Texts } from '../text/language.ts';

type ShellText = {
  navigation: string;
  skip: string;
  menu: string;
  live: string;
  calls: string;
  reports: string;
  numbers: string;
  sites: string;
  consumers: string;
  system: string;
  account: string;
  provider: string;
  allProviders: string;
  language: string;
  look: string;
  looks: Record<'auto' | 'light' | 'dark', string>;
  demo: string;
  signOut: string;
  apiReference: string;
  signedInAs: (name: string) => string;
  notFound: string;
  notFoundLead: string;
  toCalls: string;
};

export const shellText: Texts<ShellText> = {
  en: {
    navigation: 'Main',
    skip: 'Skip to the content',
    menu: 'Menu',
    live: 'Live',
    calls: 'Calls',
    reports: 'Reports',
    numbers: 'Numbers',
    sites: 'Sites',
    consumers: 'Consumers',
    system: 'System',
    account: 'Account',
    provider: 'Business',
    allProviders: 'All businesses',
    language: 'Language',
    look: 'Appearance',
    looks: { auto: 'Device', light: 'Light', dark: 'Dark' },
    demo: 'Demo page',
    signOut: 'Sign out',
    apiReference: 'API reference',
    signedInAs: (name) => `Signed in as ${name}`,
    notFound: 'There is no such page',
    notFoundLead: 'The address may be mistyped, or the page has moved.',
    toCalls: 'Go to the calls',
  },
  de: {
    navigation: 'Hauptmenü',
    skip: 'Zum Inhalt springen',
    menu: 'Menü',
    live: 'Live',
    calls: 'Anrufe',
    reports: 'Berichte',
    numbers: 'Nummern',
    sites: 'Websites',
    consumers: 'Empfänger',
    system: 'System',
    account: 'Konto',
    provider: 'Unternehmen',
    allProviders: 'Alle Unternehmen',
    language: 'Sprache',
    look: 'Darstellung',
    looks: { auto: 'Gerät', light: 'Hell', dark: 'Dunkel' },
    demo: 'Demo-Seite',
    signOut: 'Abmelden',
    apiReference: 'API-Referenz',
    signedInAs: (name) => `Angemeldet als ${name}`,
    notFound: 'Diese Seite gibt es nicht',
    notFoundLead: 'Die Adresse ist vielleicht falsch geschrieben, oder die Seite ist umgezogen.',
    toCalls: 'Zu den Anrufen',
  },
  es: {
    navigation: 'Principal',
    skip: 'Ir al contenido',
    menu: 'Menú',
    live: 'En vivo',
    calls: 'Llamadas',
    reports: 'Informes',
    numbers: 'Números',
    sites: 'Sitios',
    consumers: 'Receptores',
    system: 'Sistema',
    account: 'Cuenta',
    provider: 'Negocio',
    allProviders: 'Todos los negocios',
    language: 'Idioma',
    look: 'Apariencia',
    looks: { auto: 'Dispositivo', light: 'Claro', dark: 'Oscuro' },
    demo: 'Página de demostración',
    signOut: 'Cerrar sesión',
    apiReference: 'Referencia de la API',
    signedInAs: (name) => `Sesión de ${name}`,
    notFound: 'Esta página no existe',
    notFoundLead: 'Puede que la dirección esté mal escrita o que la página se haya movido.',
    toCalls: 'Ir a las llamadas',
  },
};
