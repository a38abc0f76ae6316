// The Azure entry point. A setting that is wrong stops the start, with all that is wrong in one error.
import { registerRoutes } from './register.ts';
import { openService } from './shared/service.ts';

registerRoutes(await openService(process.env));
