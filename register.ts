// Registers every route of routes.ts with Azure Functions; the only caller of app.http. A timer trigger would tie each instance
// to the host's storage: the Functions host shuts down when it cannot renew the lease of one.
import { app, type HttpMethod } from '@azure/functions';
import { routes } from './routes.ts';
import { hostPaths, type PathName } from './shared/http/paths.ts';
import { serve } from './shared/serving/serve.ts';
import type { ServiceProvider } from './shared/serving/service-provider.ts';

/** All of them: the host answers a method that no function has with a bare 404. */
const methods: HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** An empty route would stand for the name of the function: a parameter that must be empty leaves `/` alone. */
const rootRoute = '{x:regex(^$)?}';

export function registerRoutes(provider: ServiceProvider): void {
  for (const [name, endpoint] of Object.entries(routes)) {
    const handler = serve(name, endpoint, provider);
    for (const [index, route] of hostPaths(name as PathName, provider.issuer).entries()) {
      const functionName = index === 0 ? name : `${name}-${index + 1}`;
      app.http(functionName, { route: route || rootRoute, methods: [...methods], authLevel: 'anonymous', handler });
    }
  }
  app.hook.appTerminate(() =>
    provider.service().then(
      async ({ observer, upkeep }) => {
        await Promise.all([observer?.flush(), upkeep.close()]);
      },
      () => {},
    ),
  );
}
