// A function on the embedded host of `npm start` that does less than any token endpoint: with `fixed` it answers a fixed text,
// with `signed` it signs one JWT.
import { loadApp, startHost } from '../../local/host.ts';
import { logWriter } from '../../local/write-log.ts';

const log = logWriter('json', process.stderr);
// The library looks for its core when it is loaded.
const app = await loadApp(() => import('./register-function.js'));
await startHost(app, { port: Number(process.env.PORT), log: (_level, message) => log(message) });
