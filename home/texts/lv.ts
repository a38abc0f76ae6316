import type { Texts } from './page-texts.ts';

export const lv: Texts = {
  languages: 'Valodas',
  title: 'Pilnvaru pakalpojums',
  lead: 'Šis pakalpojums ļauj lietotājiem pierakstīties lietotnēs un izsniedz lietotnēm pilnvaras (OAuth 2.0 un OpenID Connect). Ja nonācāt šeit nejauši, atgriezieties lietotnē, kuru vēlaties lietot.',
  unknownPath: {
    title: 'Lapa nav atrasta',
    lead: 'Šajā adresē nekā nav. Ja nonācāt šeit nejauši, atgriezieties lietotnē, kuru vēlaties lietot.',
  },
  forApps: 'Lietotņu izstrādātājiem',
  documentation: 'Protokolu dokumentācija',
  links: {
    openidMetadata: 'Metadati (OpenID Connect Discovery)',
    oauthMetadata: 'Metadati (OAuth 2.0, RFC 8414)',
    jwks: 'Publiskās atslēgas (JWKS)',
    errors: 'Visas kļūdas: ko tās nozīmē un ko darīt',
  },
  help: 'Saņemt palīdzību',
};
