import type { Texts } from './page-texts.ts';

export const en: Texts = {
  languages: 'Languages',
  title: 'Token service',
  lead: 'This service signs people in to apps and issues tokens to apps (OAuth 2.0 and OpenID Connect). If you came here by accident, go back to the app that you want to use.',
  unknownPath: {
    title: 'Page not found',
    lead: 'There is nothing at this address. If you came here by accident, go back to the app that you want to use.',
  },
  forApps: 'For app developers',
  documentation: 'Protocol documentation',
  links: {
    openidMetadata: 'Metadata (OpenID Connect Discovery)',
    oauthMetadata: 'Metadata (OAuth 2.0, RFC 8414)',
    jwks: 'Public keys (JWKS)',
    errors: 'All errors: what they mean and what to do',
  },
  help: 'Get help',
};
