import { version as packageVersion } from '../../package.json';

/** The version of the service, which esbuild inlines from package.json. */
export const version: string = packageVersion;
