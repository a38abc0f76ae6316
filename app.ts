// The Azure entry point. A setting that is wrong stops the start, with all that is wrong in one error.
import { registerRoutes, registerTimers } from './register.ts';
import { openService } from './shared/service.ts';

const service = await openService(process.env);
registerRoutes(service);
registerTimers(service);
