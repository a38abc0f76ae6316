import { html } from '../../shared/html/html.ts';
import type { Texts } from './page-texts.ts';

export const nb: Texts = {
  languages: 'Språk',
  signOut: {
    title: 'Logg ut',
    account: 'Kontoen din',
    asked: (app) => html`${app} ber deg logge ut her også.`,
    question: 'Vil du logge ut i denne nettleseren?',
    everywhere: 'Logg ut overalt',
    everywhereHint: 'Også på de andre enhetene dine og i alle apper der du har logget inn med denne kontoen.',
    submit: 'Logg ut',
  },
  signedOut: {
    title: 'Du er logget ut',
    here: 'Du er logget ut i denne nettleseren. Du kan fortsatt være logget inn i apper du har brukt: Logg ut der også.',
    everywhere:
      'Du er logget ut her, og på alle de andre enhetene dine i løpet av ett minutt. Apper du har brukt, vil snart be deg logge inn på nytt.',
    back: (app) => html`Tilbake til ${app}`,
    stillAt: (provider) => html`Du er kanskje fortsatt logget inn hos ${provider}.`,
    outOf: (provider) => html`Logg ut av ${provider}`,
    close: 'Du kan lukke denne siden eller gå tilbake til appen du brukte.',
    about: 'Om denne tjenesten',
  },
  failed: {
    title: 'Du er fortsatt logget inn',
    advice: 'Utloggingen mislyktes. Prøv igjen. Inntil det lykkes: Lukk nettleseren, eller hold enheten under oppsyn.',
    again: 'Prøv igjen',
    adviceOfApp: 'Appen som sendte deg hit, har en feil i forespørselen sin. Du kan likevel logge ut her.',
    withoutApp: 'Logg ut her',
  },
};
