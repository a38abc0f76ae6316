// The Azure entry point. After a failed start, every request is answered with the fault. The local host imports
// `app.js?failed-start=throw` instead, so that it can end the process.
import { registerRoutes } from './register.ts';
import { processDeadlines } from './shared/base/deadlines.ts';
import { startService } from './shared/serving/service-provider.ts';

const onFailure = new URL(import.meta.url).searchParams.get('failed-start') === 'throw' ? 'throw' : 'answer';

/** For the local host, as `loadAll` is: it adds the demo user to the store. The Functions worker ignores exports. */
export const started = await startService(process.env, { deadlines: processDeadlines(), onFailure });
registerRoutes(started);

export { loadAll } from './routes.ts';
