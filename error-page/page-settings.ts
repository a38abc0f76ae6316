import type { Settings } from '../shared/settings/settings.ts';

/** The settings that an error's page shows. */
export type PageSettings = Pick<Settings, 'issuer' | 'supportUrl' | 'brand'>;
