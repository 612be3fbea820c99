import type { Texts } from '../../text/language.ts';

type SignInText = {
  title: string;
  lead: string;
  key: string;
  keyHelp: string;
  withKey: string;
  wrongKey: string;
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
  },
  es: {
    title: 'Iniciar sesión',
    lead: '¿Qué visita hizo sonar el teléfono?',
    key: 'Clave de API',
    keyHelp:
      'La primera clave de administrador está en secrets.json, en la carpeta de datos. npm start indica dónde. La clave se queda en esta pestaña.',
    withKey: 'Entrar con la clave',
    wrongKey: 'La pasarela no conoce esta clave. Cópiela de nuevo, sin comillas.',
  },
};
