import type { Texts } from './language.ts';

type Common = {
  loading: string;
  retry: string;
  save: string;
  cancel: string;
  close: string;
  add: string;
  remove: string;
  more: string;
  copy: string;
  copied: string;
  reveal: string;
  all: string;
  unknown: string;
  withheld: string;
  masked: (digits: string) => string;
  hashed: (id: string) => string;
  outcomes: Record<'answered' | 'missed' | 'failed' | 'voicemail' | 'blocked', string>;
  states: Record<'ringing' | 'talking' | 'voicemail' | 'ended', string>;
  notAttributed: string;
  toBucket: string;
  direct: string;
  failed: string;
  forbidden: string;
  connectionLost: string;
  tryAgain: string;
  requestId: (id: string) => string;
  keys: string;
};

export const common: Texts<Common> = {
  en: {
    loading: 'Loading',
    retry: 'Try again',
    save: 'Save',
    cancel: 'Cancel',
    close: 'Close',
    add: 'Add',
    remove: 'Remove',
    more: 'Show more',
    copy: 'Copy',
    copied: 'Copied',
    reveal: 'Show the typed text',
    all: 'All',
    unknown: 'Unknown',
    withheld: 'Number withheld',
    masked: (digits) => `Number ending in ${digits}`,
    hashed: (id) => `Caller ${id}`,
    outcomes: {
      answered: 'Answered',
      missed: 'Missed',
      failed: 'Failed',
      voicemail: 'Voicemail',
      blocked: 'Blocked',
    },
    states: { ringing: 'Ringing', talking: 'Talking', voicemail: 'Leaving a message', ended: 'Ended' },
    notAttributed: 'Not attributed',
    toBucket: 'Source only',
    direct: 'Direct',
    failed: 'This did not work',
    forbidden: 'You may not see this. Ask an owner for access.',
    connectionLost: 'The gateway does not answer. What you see may be old. Trying again…',
    tryAgain: 'Check that the gateway runs, then try again.',
    requestId: (id) => `Request ${id}`,
    keys: 'Keys',
  },
  de: {
    loading: 'Wird geladen',
    retry: 'Noch einmal versuchen',
    save: 'Speichern',
    cancel: 'Abbrechen',
    close: 'Schließen',
    add: 'Hinzufügen',
    remove: 'Entfernen',
    more: 'Mehr anzeigen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    reveal: 'Eingabe zeigen',
    all: 'Alle',
    unknown: 'Unbekannt',
    withheld: 'Nummer unterdrückt',
    masked: (digits) => `Nummer mit Endziffern ${digits}`,
    hashed: (id) => `Anrufer ${id}`,
    outcomes: {
      answered: 'Angenommen',
      missed: 'Verpasst',
      failed: 'Fehlgeschlagen',
      voicemail: 'Sprachnachricht',
      blocked: 'Abgewiesen',
    },
    states: { ringing: 'Klingelt', talking: 'Im Gespräch', voicemail: 'Spricht auf Band', ended: 'Beendet' },
    notAttributed: 'Nicht zugeordnet',
    toBucket: 'Nur Quelle',
    direct: 'Direkt',
    failed: 'Das hat nicht geklappt',
    forbidden: 'Sie dürfen das nicht sehen. Bitten Sie einen Inhaber um Zugriff.',
    connectionLost: 'Das Gateway antwortet nicht. Die Anzeige kann veraltet sein. Neuer Versuch läuft…',
    tryAgain: 'Prüfen Sie, ob das Gateway läuft, und versuchen Sie es dann noch einmal.',
    requestId: (id) => `Anfrage ${id}`,
    keys: 'Tasten',
  },
  es: {
    loading: 'Cargando',
    retry: 'Intentar de nuevo',
    save: 'Guardar',
    cancel: 'Cancelar',
    close: 'Cerrar',
    add: 'Añadir',
    remove: 'Quitar',
    more: 'Mostrar más',
    copy: 'Copiar',
    copied: 'Copiado',
    reveal: 'Mostrar lo escrito',
    all: 'Todas',
    unknown: 'Desconocido',
    withheld: 'Número oculto',
    masked: (digits) => `Número que termina en ${digits}`,
    hashed: (id) => `Llamante ${id}`,
    outcomes: {
      answered: 'Atendida',
      missed: 'Perdida',
      failed: 'Fallida',
      voicemail: 'Buzón de voz',
      blocked: 'Bloqueada',
    },
    states: { ringing: 'Sonando', talking: 'En curso', voicemail: 'Dejando un mensaje', ended: 'Terminada' },
    notAttributed: 'Sin atribuir',
    toBucket: 'Solo la fuente',
    direct: 'Directo',
    failed: 'No ha funcionado',
    forbidden: 'No tiene permiso para ver esto. Pida acceso a un propietario.',
    connectionLost: 'La pasarela no responde. Los datos pueden ser antiguos. Intentando de nuevo…',
    tryAgain: 'Compruebe que la pasarela funciona e inténtelo de nuevo.',
    requestId: (id) => `Petición ${id}`,
    keys: 'Teclas',
  },
};
