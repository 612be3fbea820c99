import type { Texts } from '../../text/language.ts';

type BlockedText = {
  calls: string;
  title: string;
  lead: string;
  nobody: string;
  nobodyLead: string;
  by: (name: string, time: string) => string;
  provider: string;
  number: string;
  why: string;
  whyHint: string;
  block: string;
  unblock: string;
};

export const blockedText: Texts<BlockedText> = {
  en: {
    calls: 'Calls',
    title: 'Blocked callers',
    lead: 'The carrier refuses calls from these numbers before anybody’s phone rings.',
    nobody: 'Nobody is blocked',
    nobodyLead: 'Open a call and choose “Block this caller”, or enter a number above.',
    by: (name, time) => `Blocked by ${name}, ${time}`,
    provider: 'Business',
    number: 'Number of the caller',
    why: 'Note',
    whyHint: 'Sells solar roofs',
    block: 'Block',
    unblock: 'Unblock',
  },
  de: {
    calls: 'Anrufe',
    title: 'Gesperrte Anrufer',
    lead: 'Die Telefongesellschaft weist Anrufe von diesen Nummern ab, bevor ein Telefon klingelt.',
    nobody: 'Niemand ist gesperrt',
    nobodyLead:
      'Öffnen Sie einen Anruf und wählen Sie „Diesen Anrufer sperren“, oder geben Sie oben eine Nummer ein.',
    by: (name, time) => `Gesperrt von ${name}, ${time}`,
    provider: 'Unternehmen',
    number: 'Nummer des Anrufers',
    why: 'Notiz',
    whyHint: 'Verkauft Solardächer',
    block: 'Sperren',
    unblock: 'Entsperren',
  },
  es: {
    calls: 'Llamadas',
    title: 'Llamantes bloqueados',
    lead: 'El operador rechaza las llamadas de estos números antes de que suene un teléfono.',
    nobody: 'Nadie está bloqueado',
    nobodyLead: 'Abra una llamada y elija «Bloquear a este llamante», o introduzca arriba un número.',
    by: (name, time) => `Bloqueado por ${name}, ${time}`,
    provider: 'Negocio',
    number: 'Número del llamante',
    why: 'Nota',
    whyHint: 'Vende tejados solares',
    block: 'Bloquear',
    unblock: 'Desbloquear',
  },
};
