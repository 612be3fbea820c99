import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { ConsolePath } from '../../src/http/console/paths.ts';
import { createCache } from './api/hooks.ts';
import { NotFound } from './screens/not-found.tsx';
import { Opening } from './screens/sign-in/opening.tsx';
import { SignIn } from './screens/sign-in/sign-in.tsx';
import { forgetPage, rememberedPage } from './session/return.ts';
import { SessionProvider, useAccess, useSession } from './session/session.tsx';
import { useFirstScreen } from './shell/nav.tsx';
import { ProviderChoice } from './shell/provider.tsx';
import { Shell } from './shell/shell.tsx';
import { theme } from './theme/theme.ts';
import { Loading } from './ui/loading.tsx';

/** The screens of a signed-in reader. Each is a script of its own, which the browser loads when it is opened. */
const SCREENS: Partial<Record<ConsolePath, ComponentType>> = {
  '/live': lazy(() => import('./screens/live/live.tsx')),
  '/calls': lazy(() => import('./screens/calls/calls.tsx')),
  '/calls/blocked': lazy(() => import('./screens/blocked/blocked.tsx')),
  '/calls/{id}': lazy(() => import('./screens/call/call.tsx')),
  '/reports': lazy(() => import('./screens/reports/reports.tsx')),
  '/numbers': lazy(() => import('./screens/numbers/numbers.tsx')),
  '/sites': lazy(() => import('./screens/sites/sites.tsx')),
  '/sites/{id}': lazy(() => import('./screens/sites/site.tsx')),
  '/endpoints/{id}': lazy(() => import('./screens/routing/routing.tsx')),
  '/consumers': lazy(() => import('./screens/consumers/consumers.tsx')),
  '/consumers/{id}': lazy(() => import('./screens/consumers/consumer.tsx')),
  '/system': lazy(() => import('./screens/system/system.tsx')),
  '/system/{section}': lazy(() => import('./screens/system/system.tsx')),
  '/connected': lazy(() => import('./screens/consumers/platforms/connected.tsx')),
  '/account': lazy(() => import('./screens/account/account.tsx')),
};

/** The pages of one-time links, of share links and of forgotten passwords. They open for strangers too. */
const DOORS: Partial<Record<string, ComponentType>> = {
  '/welcome': lazy(() => import('./screens/welcome/welcome.tsx')),
  '/shared': lazy(() => import('./screens/shared/shared.tsx')),
  '/forgot': lazy(() => import('./screens/welcome/forgot.tsx')),
};

export function App() {
  const [cache] = useState(createCache);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={cache}>
        <SessionProvider>
          <Entrance />
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Shows the sign-in page to strangers, and the screens to everybody else. */
function Entrance() {
  const { session, error } = useAccess();
  const [path] = useLocation();
  const Door = DOORS[path];
  if (Door) {
    return (
      <Suspense>
        <Door />
      </Suspense>
    );
  }
  if (session === undefined) return <Opening error={error} />;
  if (session === null) return <SignIn />;
  return (
    <ProviderChoice>
      <Shell>
        <Suspense fallback={<Loading />}>
          <Screens />
        </Suspense>
      </Shell>
    </ProviderChoice>
  );
}

/** The screens. Somebody who has to add a second factor first is led to the account page, whatever the address. */
function Screens() {
  const { needsSecondFactor } = useSession();
  const [path] = useLocation();
  if (needsSecondFactor && path !== '/account') return <Redirect to="/account" replace />;
  return (
    <Switch>
      <Route path="/">
        <Home />
      </Route>
      <Route path="/sign-in">
        <Redirect to="/" replace />
      </Route>
      {Object.entries(SCREENS).map(([path, Screen]) => (
        <Route key={path} path={path.replaceAll(/\{(\w+)\}/g, ':$1')}>
          <Screen />
        </Route>
      ))}
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

/** Leads to the page from which the reader went to another address to sign in, or else to the first screen. */
function Home() {
  const page = rememberedPage();
  const first = useFirstScreen();
  useEffect(forgetPage, []);
  return <Redirect to={page ?? first} replace />;
}
