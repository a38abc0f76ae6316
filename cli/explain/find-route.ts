import { routes } from '../../routes.ts';
import { hostPaths, type PathName, paths } from '../../shared/http/paths.ts';
import type { Endpoint } from '../../shared/serving/endpoint.ts';
import { CaptureError } from './captured-request.ts';

export interface Route {
  readonly name: PathName;
  readonly endpoint: Endpoint;
}

const names = Object.keys(routes) as readonly PathName[];

/**
 * The endpoint that a request goes to: by its path below the issuer; below another issuer, by how the path ends.
 * @param target path and query
 * @throws CaptureError
 */
export function findRoute(target: string, issuer: string): Route {
  // The host ignores case.
  const path = (target.split('?')[0] ?? '').toLowerCase().replace(/(?<=.)\/$/, '');
  const exact = names.find((name) => hostPaths(name, issuer).some((each) => `/${each}`.toLowerCase() === path));
  const name = exact ?? names.find((each) => path.endsWith(paths[each]));
  if (name === undefined) {
    throw new CaptureError(
      `No endpoint has this path. The paths below the issuer are: ${Object.values(paths).join(' ')}.`,
    );
  }
  return { name, endpoint: routes[name] };
}

/** The route of an endpoint name in a log line. */
export function routeOf(name: unknown): Route | undefined {
  const found = names.find((each) => each === name);
  return found && { name: found, endpoint: routes[found] };
}
