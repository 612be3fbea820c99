import type { Texts } from '../../text/language.ts';

type WelcomeText = {
  title: string;
  leads: Record<'owner' | 'invitation' | 'reset', string>;
  email: string;
  name: string;
  password: string;
  passwordHelp: string;
  submit: string;
  used: string;
  usedLead: string;
  toSignIn: string;
  forgot: string;
  forgotLead: string;
  send: string;
  sent: string;
};

export const welcomeText: Texts<WelcomeText> = {
  en: {
    title: 'Welcome',
    leads: {
      owner: 'You are the first person here. This account may do everything.',
      invitation: 'You are invited. Choose a password to begin.',
      reset: 'Choose a new password. It signs you out everywhere else.',
    },
    email: 'E-mail address',
    name: 'Your name',
    password: 'Password',
    passwordHelp: 'At least 12 characters. Several words that nobody guesses are best.',
    submit: 'Begin',
    used: 'This link does not work any more',
    usedLead: 'It was used, or it is too old. Ask for a new one.',
    toSignIn: 'Go to the sign-in page',
    forgot: 'Forgotten password',
    forgotLead:
      'Enter your e-mail address. If we know it, and the gateway can send mail, a link is on its way.',
    send: 'Send a link',
    sent: 'If we know this address, a link is on its way. Without mail, ask an owner for one.',
  },
  de: {
    title: 'Willkommen',
    leads: {
      owner: 'Sie sind hier der erste Mensch. Dieses Konto darf alles.',
      invitation: 'Sie sind eingeladen. Wählen Sie ein Passwort, um zu beginnen.',
      reset: 'Wählen Sie ein neues Passwort. Überall sonst werden Sie abgemeldet.',
    },
    email: 'E-Mail-Adresse',
    name: 'Ihr Name',
    password: 'Passwort',
    passwordHelp: 'Mindestens 12 Zeichen. Am besten mehrere Wörter, die niemand errät.',
    submit: 'Beginnen',
    used: 'Dieser Link gilt nicht mehr',
    usedLead: 'Er wurde benutzt, oder er ist zu alt. Bitten Sie um einen neuen.',
    toSignIn: 'Zur Anmeldung',
    forgot: 'Passwort vergessen',
    forgotLead:
      'Geben Sie Ihre E-Mail-Adresse ein. Wenn wir sie kennen und das Gateway Mails senden kann, ist ein Link unterwegs.',
    send: 'Link senden',
    sent: 'Wenn wir diese Adresse kennen, ist ein Link unterwegs. Ohne Mail bitten Sie einen Inhaber darum.',
  },
  es: {
    title: 'Bienvenida',
    leads: {
      owner: 'Es la primera persona aquí. Esta cuenta puede hacerlo todo.',
      invitation: 'Tiene una invitación. Elija una contraseña para empezar.',
      reset: 'Elija una contraseña nueva. Se cerrarán sus otras sesiones.',
    },
    email: 'Correo electrónico',
    name: 'Su nombre',
    password: 'Contraseña',
    passwordHelp: 'Al menos 12 caracteres. Lo mejor son varias palabras que nadie adivine.',
    submit: 'Empezar',
    used: 'Este enlace ya no sirve',
    usedLead: 'Ya se usó o es demasiado antiguo. Pida uno nuevo.',
    toSignIn: 'Ir a la página de acceso',
    forgot: 'Contraseña olvidada',
    forgotLead: 'Escriba su correo. Si lo conocemos y la pasarela puede enviar correo, recibirá un enlace.',
    send: 'Enviar un enlace',
    sent: 'Si conocemos esta dirección, recibirá un enlace. Sin correo, pídalo a un propietario.',
  },
};
