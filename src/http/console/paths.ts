/** The paths at which the console's page is served. The page reads its screen from the path. */
export const CONSOLE_PATHS = [
  '/',
  '/sign-in',
  '/forgot',
  '/welcome',
  '/shared',
  '/live',
  '/calls',
  '/calls/blocked',
  '/calls/{id}',
  '/reports',
  '/numbers',
  '/sites',
  '/sites/{id}',
  '/endpoints/{id}',
  '/consumers',
  '/consumers/{id}',
  '/system',
  '/system/{section}',
  '/account',
  '/connected',
] as const;

export type ConsolePath = (typeof CONSOLE_PATHS)[number];
