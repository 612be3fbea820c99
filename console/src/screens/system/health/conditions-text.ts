import type { SystemState } from '../../../../../tools/client/operations.ts';
import type { Texts } from '../../../text/language.ts';
import type { Code, Condition } from './conditions.ts';

type Values = { fault: string; policy: string; failure: string; folder: string };

type ConditionsText = {
  title: string;
  names: Record<Condition['of'], string>;
  levels: Record<Condition['level'], string>;
  free: (size: string) => string;
  /** @param max null: there is no limit */
  used: (size: string, max: string | null) => string;
  skew: (seconds: string) => string;
  persistence: Record<NonNullable<SystemState['redis']>['persistence'], string>;
  remedies: Record<Code, (values: Values) => string>;
};

const en: ConditionsText = {
  title: 'Installation',
  names: {
    publicUrl: 'Public address',
    store: 'Store',
    disk: 'Disk of the data folder',
    redis: 'Redis keeps its data',
    memory: 'Memory of Redis',
    clock: 'Clocks',
    backups: 'Last back-up',
  },
  levels: { ok: 'Fine', warning: 'Look at this', fault: 'To mend' },
  free: (size) => `${size} left`,
  used: (size, max) => (max === null ? `${size}, without a limit` : `${size} of ${max}`),
  skew: (seconds) => `${seconds} seconds between Redis and this device`,
  persistence: { 'append-only file': 'append-only file', snapshots: 'snapshots', none: 'nothing is saved' },
  remedies: {
    public_url_unset: () =>
      'PUBLIC_URL is not set, so no carrier and no other machine reaches this Ringtrail. Set it to its https address.',
    public_url_http: () =>
      'It is not encrypted: keys, passwords and callers can be read on the way. Serve it by https, and set PUBLIC_URL.',
    disk_low: () => 'Free space, or move DATA_DIR to a larger disk.',
    disk_full: () => 'Free space now, or move DATA_DIR to a larger disk.',
    redis_not_saved: () => 'A restart of Redis loses queued calls. Set appendonly to yes in redis.conf.',
    redis_snapshots: () =>
      'A crash of Redis loses the calls since its last snapshot. Set appendonly to yes in redis.conf.',
    redis_disk: ({ fault }) => `Redis cannot save: ${fault}. Free space on its disk, or correct its rights.`,
    redis_eviction: ({ policy }) =>
      `Redis may drop jobs and links: maxmemory-policy is ${policy}. Set it to noeviction.`,
    redis_full: () => 'At its limit Redis refuses writes. Raise maxmemory.',
    clock_differs: () => 'Let NTP set the clocks of the server and of this device.',
    backups_off: () => 'No back-ups are made. Set BACKUP_TO to a folder on another disk.',
    backup_none: ({ folder }) => `There is no back-up in ${folder} yet.`,
    backup_failed: ({ failure }) => `It failed: ${failure}`,
    backup_old: () => 'Later ones were missed. The log of the worker has the reason.',
  },
};

const de: ConditionsText = {
  title: 'Installation',
  names: {
    publicUrl: 'Öffentliche Adresse',
    store: 'Datenbank',
    disk: 'Datenträger des Datenordners',
    redis: 'Redis bewahrt seine Daten',
    memory: 'Speicher von Redis',
    clock: 'Uhren',
    backups: 'Letzte Sicherung',
  },
  levels: { ok: 'In Ordnung', warning: 'Bitte ansehen', fault: 'Zu beheben' },
  free: (size) => `${size} frei`,
  used: (size, max) => (max === null ? `${size}, ohne Grenze` : `${size} von ${max}`),
  skew: (seconds) => `${seconds} Sekunden zwischen Redis und diesem Gerät`,
  persistence: {
    'append-only file': 'fortlaufende Datei (AOF)',
    snapshots: 'Momentaufnahmen',
    none: 'nichts wird gespeichert',
  },
  remedies: {
    public_url_unset: () =>
      'PUBLIC_URL ist nicht gesetzt, also erreicht kein Telefonanbieter und kein anderes Gerät dieses Ringtrail. Setzen Sie es auf die https-Adresse.',
    public_url_http: () =>
      'Sie ist nicht verschlüsselt: Schlüssel, Passwörter und Anrufer lassen sich unterwegs mitlesen. Liefern Sie sie per https aus, und setzen Sie PUBLIC_URL.',
    disk_low: () => 'Schaffen Sie Platz, oder legen Sie DATA_DIR auf einen größeren Datenträger.',
    disk_full: () => 'Schaffen Sie jetzt Platz, oder legen Sie DATA_DIR auf einen größeren Datenträger.',
    redis_not_saved: () =>
      'Ein Neustart von Redis verliert wartende Anrufe. Setzen Sie appendonly in redis.conf auf yes.',
    redis_snapshots: () =>
      'Ein Absturz von Redis verliert die Anrufe seit der letzten Momentaufnahme. Setzen Sie appendonly in redis.conf auf yes.',
    redis_disk: ({ fault }) =>
      `Redis kann nicht speichern: ${fault}. Schaffen Sie Platz auf seinem Datenträger, oder berichtigen Sie die Rechte.`,
    redis_eviction: ({ policy }) =>
      `Redis darf Aufträge und Zuordnungen verwerfen: maxmemory-policy ist ${policy}. Setzen Sie es auf noeviction.`,
    redis_full: () => 'An der Grenze nimmt Redis nichts mehr an. Erhöhen Sie maxmemory.',
    clock_differs: () => 'Lassen Sie NTP die Uhren des Servers und dieses Geräts stellen.',
    backups_off: () =>
      'Es gibt keine Sicherungen. Setzen Sie BACKUP_TO auf einen Ordner eines anderen Datenträgers.',
    backup_none: ({ folder }) => `In ${folder} ist noch keine Sicherung.`,
    backup_failed: ({ failure }) => `Sie ist fehlgeschlagen: ${failure}`,
    backup_old: () => 'Spätere blieben aus. Das Log des Workers nennt den Grund.',
  },
};

const es: ConditionsText = {
  title: 'Instalación',
  names: {
    publicUrl: 'Dirección pública',
    store: 'Base de datos',
    disk: 'Disco de la carpeta de datos',
    redis: 'Redis conserva sus datos',
    memory: 'Memoria de Redis',
    clock: 'Relojes',
    backups: 'Última copia de seguridad',
  },
  levels: { ok: 'Correcto', warning: 'Revise esto', fault: 'Por arreglar' },
  free: (size) => `${size} libres`,
  used: (size, max) => (max === null ? `${size}, sin límite` : `${size} de ${max}`),
  skew: (seconds) => `${seconds} segundos entre Redis y este dispositivo`,
  persistence: {
    'append-only file': 'archivo continuo (AOF)',
    snapshots: 'instantáneas',
    none: 'no se guarda nada',
  },
  remedies: {
    public_url_unset: () =>
      'PUBLIC_URL no está definida, así que ningún operador ni otra máquina llega a este Ringtrail. Ponga su dirección https.',
    public_url_http: () =>
      'No está cifrada: las claves, contraseñas y llamantes se pueden leer por el camino. Sírvala por https y defina PUBLIC_URL.',
    disk_low: () => 'Libere espacio o lleve DATA_DIR a un disco mayor.',
    disk_full: () => 'Libere espacio ahora o lleve DATA_DIR a un disco mayor.',
    redis_not_saved: () =>
      'Un reinicio de Redis pierde las llamadas en cola. Ponga appendonly en yes en redis.conf.',
    redis_snapshots: () =>
      'Una caída de Redis pierde las llamadas desde su última instantánea. Ponga appendonly en yes en redis.conf.',
    redis_disk: ({ fault }) =>
      `Redis no puede guardar: ${fault}. Libere espacio en su disco o corrija sus permisos.`,
    redis_eviction: ({ policy }) =>
      `Redis puede descartar tareas y enlaces: maxmemory-policy es ${policy}. Póngalo en noeviction.`,
    redis_full: () => 'En su límite, Redis rechaza escrituras. Aumente maxmemory.',
    clock_differs: () => 'Deje que NTP ajuste los relojes del servidor y de este dispositivo.',
    backups_off: () => 'No se hacen copias. Defina BACKUP_TO con una carpeta de otro disco.',
    backup_none: ({ folder }) => `Todavía no hay ninguna copia en ${folder}.`,
    backup_failed: ({ failure }) => `Falló: ${failure}`,
    backup_old: () => 'Faltaron las siguientes. El registro del worker tiene la causa.',
  },
};

export const conditionsText: Texts<ConditionsText> = { en, de, es };
