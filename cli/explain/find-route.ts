import { routes } from '../../routes.ts';
import { hostPaths, type PathName, paths } from '../../shared/http/paths.ts';
import { type Endpoint, loaded } from '../../shared/serving/endpoint.ts';
import { CaptureError } from './captured-request.ts';

export interface Route {
  readonly name: PathName;
  readonly endpoint: Endpoint;
}

const names = Object.keys(routes) as readonly PathName[];
const all: readonly Route[] = await Promise.all(
  names.map(async (name) => ({ name, endpoint: await loaded(routes[name]) })),
);

/**
 * The endpoint that a request goes to: by its path below the issuer; below another issuer, by how the path ends.
 * @param target path and query
 * @throws CaptureError
 */
export function findRoute(target: string, issuer: string): Route {
  // The host ignores case.
  const path = (target.split('?')[0] ?? '').toLowerCase().replace(/(?<=.)\/$/, '');
  const exact = all.find(({ name }) => hostPaths(name, issuer).some((each) => `/${each}`.toLowerCase() === path));
  const found = exact ?? all.find(({ name }) => path.endsWith(paths[name]));
  if (found === undefined) {
    throw new CaptureError(
      `No endpoint has this path. The paths below the issuer are: ${Object.values(paths).join(' ')}.`,
    );
  }
  return found;
}

/** The route of an endpoint name in a log line. */
export function routeOf(name: unknown): Route | undefined {
  return all.find((each) => each.name === name);
}
