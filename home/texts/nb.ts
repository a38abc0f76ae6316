import type { Texts } from './page-texts.ts';

export const nb: Texts = {
  languages: 'Språk',
  title: 'Tokentjeneste',
  lead: 'Denne tjenesten logger brukere inn i apper og utsteder tokener til apper (OAuth 2.0 og OpenID Connect). Kom du hit ved et uhell, gå tilbake til appen du vil bruke.',
  unknownPath: {
    title: 'Siden finnes ikke',
    lead: 'Det er ingenting på denne adressen. Kom du hit ved et uhell, gå tilbake til appen du vil bruke.',
  },
  forApps: 'For apputviklere',
  documentation: 'Protokolldokumentasjon',
  links: {
    openidMetadata: 'Metadata (OpenID Connect Discovery)',
    oauthMetadata: 'Metadata (OAuth 2.0, RFC 8414)',
    jwks: 'Offentlige nøkler (JWKS)',
    errors: 'Alle feil: hva de betyr, og hva du kan gjøre',
  },
  help: 'Få hjelp',
};
