// The Azure entry point. A Functions worker imports it by its path, and a failed start is answered; who imports it as
// `app.js?failed-start=throw` ends the process itself.
import { registerRoutes } from './register.ts';
import { processDeadlines } from './shared/base/deadlines.ts';
import { startService } from './shared/serving/service-provider.ts';

const onFailure = new URL(import.meta.url).searchParams.get('failed-start') === 'throw' ? 'throw' : 'answer';

/** For the local host, which adds the demo user to its store; the Functions worker looks at no exports. */
export const started = await startService(process.env, { deadlines: processDeadlines(), onFailure });
registerRoutes(started);
