// Registers every route of routes.ts with Azure Functions; the only caller of app.http. There are no timer triggers: the
// Functions host shuts down when it cannot renew the storage lease of a timer.
import { app, type HttpHandler, type HttpMethod } from '@azure/functions';
import { unknownPathEndpoint } from './home/unknown-path.ts';
import { routes } from './routes.ts';
import { hostPaths, type PathName } from './shared/http/paths.ts';
import type { Endpoint } from './shared/serving/endpoint.ts';
import { serve } from './shared/serving/serve.ts';
import type { ServiceProvider } from './shared/serving/service-provider.ts';
import { WholeResponse } from './shared/serving/whole-response.ts';

/** All methods, because the host answers an unregistered method with an empty 404. */
const methods: HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** The host tries routes in the order of the functions' names: a catch-all must be the last of them. */
const lastFunction = 'zzUnknownPath';

/** The host replaces an empty route by the function's name. A parameter that must be empty matches only `/`. */
const rootRoute = '{x:regex(^$)?}';

export function registerRoutes(provider: ServiceProvider): void {
  for (const [name, endpoint] of Object.entries(routes)) {
    const handler = handlerOf(name, endpoint, provider);
    for (const [index, route] of hostPaths(name as PathName, provider.issuer).entries()) {
      const functionName = index === 0 ? name : `${name}-${index + 1}`;
      app.http(functionName, { route: route || rootRoute, methods: [...methods], authLevel: 'anonymous', handler });
    }
  }
  app.http(lastFunction, {
    route: '{*path}',
    methods: [...methods],
    authLevel: 'anonymous',
    handler: handlerOf('unknown', unknownPathEndpoint(), provider),
  });
  app.hook.appTerminate(() =>
    provider.service().then(
      async ({ observer, upkeep, logouts }) => {
        await Promise.all([observer?.flush(), upkeep.close(), logouts.close()]);
      },
      () => {},
    ),
  );
}

function handlerOf(name: string, endpoint: Endpoint, provider: ServiceProvider): HttpHandler {
  const answer = serve(name, endpoint, provider);
  return async (request, context) => new WholeResponse(await answer(request, context));
}
