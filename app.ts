// The Azure entry point. A setting that is wrong stops the start, with all that is wrong in one error.
import { registerRoutes, registerTimers } from './register.ts';
import { openService } from './shared/service.ts';

const service = await openService(process.env);
registerRoutes(service);
// The host calls a timer on one of its instances, which does not reach the memory of the others. And to start one takes half
// a minute while the host's storage is down: an app without tables is spared that.
if (service.settings.store !== 'memory') registerTimers(service);
