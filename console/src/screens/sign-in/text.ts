import type { Texts } from '../../text/language.ts';

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
};

export const signInText: Texts<SignInText> = {
  en: {
    title: 'Sign in',
    lead: 'Which visit made the phone ring?',
    key: 'API key',
    keyHelp:
      'The first admin key is in secrets.json of the data folder. npm start prints where. The key stays in this tab.',
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
  },
  de: {
    title: 'Anmelden',
    lead: 'Welcher Besuch hat das Telefon klingeln lassen?',
    key: 'API-Schlüssel',
    keyHelp:
      'Der erste Admin-Schlüssel steht in secrets.json im Datenordner. npm start zeigt, wo er liegt. Der Schlüssel bleibt in diesem Tab.',
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
  },
  es: {
    title: 'Iniciar sesión',
    lead: '¿Qué visita hizo sonar el teléfono?',
    key: 'Clave de API',
    keyHelp:
      'La primera clave de administrador está en secrets.json, en la carpeta de datos. npm start indica dónde. La clave se queda en esta pestaña.',
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
  },
};
