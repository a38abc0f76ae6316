import { version as packageVersion } from '../../package.json';

/** Of the service; the build puts it in. */
export const version: string = packageVersion;
