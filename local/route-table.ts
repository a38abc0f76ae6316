// Finds the function for a request as the Functions host does: the first in the order of names whose method and route match.
import type { HttpFunction } from './load-app.ts';
import { type RouteParams, segmentsOf } from './route-template.ts';

/** @param path of a valid URL, percent-encoded */
export type RouteTable = (
  method: string,
  path: string,
) => { readonly called: HttpFunction; readonly params: RouteParams } | undefined;

/** @param functions in the order of matching */
export function compileRoutes(functions: readonly HttpFunction[]): RouteTable {
  const withParams = functions.filter(({ route }) => route.literal === undefined);
  // Those that may match a path, for each path that a route spells out.
  const candidates = new Map(
    functions.flatMap(({ route: { literal } }) =>
      literal === undefined
        ? []
        : [[literal, functions.filter(({ route }) => route.literal === literal || route.literal === undefined)]],
    ),
  );
  return (method, path) => {
    const segments = segmentsOf(path);
    for (const called of candidates.get(segments.join('/').toLowerCase()) ?? withParams) {
      const params = called.methods.has(method) ? called.route.match(segments) : undefined;
      if (params) return { called, params };
    }
    return undefined;
  };
}
