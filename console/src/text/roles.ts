import type { Person } from '../../../tools/client/operations.ts';
import type { Texts } from './language.ts';

type Role = Person['role'];

/** Names a person's role, and says what it may do. */
export const roleText: Texts<{ roles: Record<Role, string>; rights: Record<Role, string> }> = {
  en: {
    roles: { owner: 'Owner', manager: 'Manager', analyst: 'Analyst', viewer: 'Viewer' },
    rights: {
      owner: 'May do everything.',
      manager: 'May do everything but erase callers.',
      analyst: 'Reads, corrects, adds notes, exports and shares.',
      viewer: 'Reads calls and reports.',
    },
  },
  de: {
    roles: { owner: 'Inhaber', manager: 'Verwalter', analyst: 'Auswerter', viewer: 'Betrachter' },
    rights: {
      owner: 'Darf alles.',
      manager: 'Darf alles, nur keine Anrufer löschen.',
      analyst: 'Liest, korrigiert, schreibt Notizen, exportiert und teilt.',
      viewer: 'Liest Anrufe und Berichte.',
    },
  },
  es: {
    roles: { owner: 'Propietario', manager: 'Gestor', analyst: 'Analista', viewer: 'Lector' },
    rights: {
      owner: 'Puede hacerlo todo.',
      manager: 'Puede hacerlo todo, salvo borrar llamantes.',
      analyst: 'Lee, corrige, añade notas, exporta y comparte.',
      viewer: 'Lee llamadas e informes.',
    },
  },
};
