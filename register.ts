// Registers every route of routes.ts with Azure Functions; the only caller of app.http. There are no timer triggers: the
// Functions host shuts down when it cannot renew the storage lease of a timer.
import { app, type HttpHandler, type HttpMethod } from '@azure/functions';
import { routes, unknownRoute } from './routes.ts';
import { hostPaths, type PathName } from './shared/http/paths.ts';
import type { Endpoint, Route } from './shared/serving/endpoint.ts';
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
  for (const [name, route] of Object.entries(routes)) {
    const handler = handlerOf(name, route, provider);
    for (const [index, route] of hostPaths(name as PathName, provider.issuer).entries()) {
      const functionName = index === 0 ? name : `${name}-${index + 1}`;
      app.http(functionName, { route: route || rootRoute, methods: [...methods], authLevel: 'anonymous', handler });
    }
  }
  app.http(lastFunction, {
    route: '{*path}',
    methods: [...methods],
    authLevel: 'anonymous',
    handler: handlerOf('unknown', unknownRoute, provider),
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

function handlerOf(name: string, route: Route, provider: ServiceProvider): HttpHandler {
  const answer = typeof route === 'function' ? answerLater(name, route, provider) : serve(name, route, provider);
  return async (request, context) => new WholeResponse(await answer(request, context));
}

/** What is loaded later is loaded once, by the first request to it. */
function answerLater(name: string, load: () => Promise<Endpoint>, provider: ServiceProvider): ReturnType<typeof serve> {
  let loading: Promise<ReturnType<typeof serve>> | undefined;
  return async (request, context) => {
    loading ??= load().then((endpoint) => serve(name, endpoint, provider));
    const answer = await loading.catch((cause: unknown) => {
      loading = undefined;
      endProcess();
      return serve(name, failing(cause), provider);
    });
    return answer(request, context);
  };
}

/** For the requests that are in flight. */
const endDelayMs = 1_000;

/** Node.js remembers that an import has failed; the host starts another process. */
function endProcess(): void {
  setTimeout(() => process.exit(1), endDelayMs);
}

/** For a file that cannot be read: the answer and the log line are those of any fault. */
function failing(cause: unknown): Endpoint {
  const fail = () => {
    throw cause;
  };
  return { methods: 'any', isCrossOrigin: false, answer: fail, answerUnready: fail };
}
