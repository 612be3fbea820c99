import type { Texts } from '../../text/language.ts';

/** Reasons for which a sign-in at an OpenID Connect provider fails (docs/people.md). */
export type OidcCode =
  | 'oidc_expired'
  | 'oidc_failed'
  | 'oidc_unavailable'
  | 'oidc_limited'
  | 'oidc_away'
  | 'oidc_unverified'
  | 'oidc_unknown'
  | 'oidc_changed';

type SignInText = {
  title: string;
  lead: string;
  key: string;
  keyHelp: string;
  withKey: string;
  wrongKey: string;
  email: string;
  password: string;
  wrong: string;
  code: string;
  codeHelp: string;
  byKey: string;
  byPassword: string;
  forgot: string;
  byPasskey: string;
  byOidc: (name: string) => string;
  notSetUp: string;
  /** Each says what happened and what to do, and takes the provider's name. */
  problems: Record<OidcCode, (name: string) => string>;
};

export const signInText: Texts<SignInText> = {
  en: {
    title: 'Sign in',
    lead: 'Which visit made the phone ring?',
    key: 'API key',
    keyHelp:
      'The first admin key is in secrets.json of the data folder. Ringtrail prints where at its start. The key stays in this tab.',
    withKey: 'Sign in with the key',
    wrongKey: 'The gateway does not know this key. Copy it again, without quotes.',
    email: 'E-mail address',
    password: 'Password',
    wrong: 'The e-mail address, the password or the code is wrong.',
    code: 'Code',
    codeHelp: 'From your authenticator app, or one of your recovery codes.',
    byKey: 'Sign in with an API key',
    byPassword: 'Sign in with e-mail and password',
    forgot: 'Forgotten your password?',
    byPasskey: 'Sign in with a passkey',
    byOidc: (name) => `Continue with ${name}`,
    notSetUp:
      'Nobody has an account here yet. Open the owner’s link that the first start printed, or use the key.',
    problems: {
      oidc_expired: () => 'The sign-in took too long, or began in another browser. Begin again here.',
      oidc_failed: (name) =>
        `${name} did not let you in, or its answer was wrong. Try again, and ask your administrator to read the log if it happens twice.`,
      oidc_unavailable: (name) => `${name} does not answer. Try again later, or sign in in another way.`,
      oidc_limited: () => 'Too many sign-ins begin at your address. Wait for a minute, then try again.',
      oidc_away: () =>
        'Nobody can sign in at the moment, because a database is out of reach. Try again in a minute.',
      oidc_unverified: (name) =>
        `${name} does not say that your e-mail address is verified. Verify it there, then try again.`,
      oidc_unknown: () => 'Nobody with this e-mail address was invited. Ask an owner for an invitation.',
      oidc_changed: (name) =>
        `This e-mail address belongs to another account at ${name}. Sign in with that one, or ask an owner to invite you again.`,
    },
  },
  de: {
    title: 'Anmelden',
    lead: 'Welcher Besuch hat das Telefon klingeln lassen?',
    key: 'API-Schlüssel',
    keyHelp:
      'Der erste Admin-Schlüssel steht in secrets.json im Datenordner. Ringtrail zeigt beim Start, wo er liegt. Der Schlüssel bleibt in diesem Tab.',
    withKey: 'Mit dem Schlüssel anmelden',
    wrongKey:
      'Das Gateway kennt diesen Schlüssel nicht. Kopieren Sie ihn noch einmal, ohne Anführungszeichen.',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    wrong: 'Die E-Mail-Adresse, das Passwort oder der Code ist falsch.',
    code: 'Code',
    codeHelp: 'Aus Ihrer Authenticator-App, oder einer Ihrer Wiederherstellungscodes.',
    byKey: 'Mit einem API-Schlüssel anmelden',
    byPassword: 'Mit E-Mail und Passwort anmelden',
    forgot: 'Passwort vergessen?',
    byPasskey: 'Mit einem Passkey anmelden',
    byOidc: (name) => `Weiter mit ${name}`,
    notSetUp:
      'Hier hat noch niemand ein Konto. Öffnen Sie den Link für den Inhaber, den der erste Start gezeigt hat, oder benutzen Sie den Schlüssel.',
    problems: {
      oidc_expired: () =>
        'Die Anmeldung hat zu lange gedauert oder in einem anderen Browser begonnen. Beginnen Sie hier noch einmal.',
      oidc_failed: (name) =>
        `${name} hat Sie nicht eingelassen, oder die Antwort war falsch. Versuchen Sie es noch einmal. Geschieht es wieder, sollte Ihr Administrator das Protokoll lesen.`,
      oidc_unavailable: (name) =>
        `${name} antwortet nicht. Versuchen Sie es später, oder melden Sie sich anders an.`,
      oidc_limited: () =>
        'Von Ihrer Adresse beginnen zu viele Anmeldungen. Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
      oidc_away: () =>
        'Im Augenblick kann sich niemand anmelden, weil eine Datenbank nicht antwortet. Versuchen Sie es in einer Minute noch einmal.',
      oidc_unverified: (name) =>
        `${name} bestätigt nicht, dass Ihre E-Mail-Adresse geprüft ist. Bestätigen Sie sie dort und versuchen Sie es dann noch einmal.`,
      oidc_unknown: () =>
        'Unter dieser E-Mail-Adresse wurde niemand eingeladen. Bitten Sie einen Inhaber um eine Einladung.',
      oidc_changed: (name) =>
        `Diese E-Mail-Adresse gehört zu einem anderen Konto bei ${name}. Melden Sie sich mit jenem an, oder bitten Sie einen Inhaber um eine neue Einladung.`,
    },
  },
  es: {
    title: 'Iniciar sesión',
    lead: '¿Qué visita hizo sonar el teléfono?',
    key: 'Clave de API',
    keyHelp:
      'La primera clave de administrador está en secrets.json, en la carpeta de datos. Ringtrail indica dónde al iniciarse. La clave se queda en esta pestaña.',
    withKey: 'Entrar con la clave',
    wrongKey: 'La pasarela no conoce esta clave. Cópiela de nuevo, sin comillas.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    wrong: 'El correo, la contraseña o el código no son correctos.',
    code: 'Código',
    codeHelp: 'De su aplicación de autenticación, o uno de sus códigos de recuperación.',
    byKey: 'Entrar con una clave de API',
    byPassword: 'Entrar con correo y contraseña',
    forgot: '¿Olvidó la contraseña?',
    byPasskey: 'Entrar con una llave de acceso',
    byOidc: (name) => `Continuar con ${name}`,
    notSetUp:
      'Aquí nadie tiene cuenta todavía. Abra el enlace del propietario que mostró el primer arranque, o use la clave.',
    problems: {
      oidc_expired: () => 'El acceso tardó demasiado o empezó en otro navegador. Empiece de nuevo aquí.',
      oidc_failed: (name) =>
        `${name} no le dejó entrar, o su respuesta no era correcta. Inténtelo de nuevo. Si se repite, su administrador debe leer el registro.`,
      oidc_unavailable: (name) => `${name} no responde. Inténtelo más tarde o entre de otra forma.`,
      oidc_limited: () =>
        'Desde su dirección empiezan demasiados accesos. Espere un minuto e inténtelo de nuevo.',
      oidc_away: () =>
        'Ahora nadie puede entrar, porque una base de datos no responde. Inténtelo de nuevo en un minuto.',
      oidc_unverified: (name) =>
        `${name} no confirma que su correo esté verificado. Verifíquelo allí e inténtelo de nuevo.`,
      oidc_unknown: () => 'Nadie con este correo tiene invitación. Pida una a un propietario.',
      oidc_changed: (name) =>
        `Este correo pertenece a otra cuenta de ${name}. Entre con aquella, o pida a un propietario otra invitación.`,
    },
  },
};
