import type { Settings } from '../shared/settings/settings.ts';

/** What a page tells of the server that it belongs to. */
export type PageSettings = Pick<Settings, 'issuer' | 'supportUrl' | 'brand'>;
