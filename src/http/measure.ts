import type { Metrics } from '../infra/metrics.ts';
import type { Measure } from '../kernel/kernel.ts';
import type { Route } from '../kernel/route.ts';

type Observer = { observe: (seconds: number) => void };

/** Returns the function that counts answers by route and status. It resolves the labels of each pair once. */
export function createMeasure({ requests }: Pick<Metrics, 'requests'>): Measure {
  const observers = new Map<Route, Map<number, Observer>>();

  function observerOf(route: Route, status: number): Observer {
    const known = observers.get(route)?.get(status);
    if (known) return known;
    const observer = requests.labels({ method: route.method.toUpperCase(), route: route.path, status });
    observers.set(route, new Map(observers.get(route)).set(status, observer));
    return observer;
  }

  return (route, status, seconds) => observerOf(route, status).observe(seconds);
}
