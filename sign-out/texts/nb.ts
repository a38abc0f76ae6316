import { html } from '../../shared/html/html.ts';
import type { Texts } from './texts.ts';

export const nb: Texts = {
  languages: 'Språk',
  signOut: {
    title: 'Logg ut',
    signedInAs: (name) => html`Du er logget inn som ${name}.`,
    question: 'Vil du logge ut i denne nettleseren?',
    everywhere: 'Logg ut overalt',
    everywhereHint: 'Også på de andre enhetene dine og i alle apper der du har logget inn med denne kontoen.',
    submit: 'Logg ut',
  },
  signedOut: {
    title: 'Du er logget ut',
    here: 'Du er logget ut i denne nettleseren. Apper du har brukt, kan fortsatt ha deg innlogget: Logg ut der også.',
    everywhere:
      'Du er logget ut her, og på alle de andre enhetene dine i løpet av ett minutt. Apper du har brukt, vil snart be deg logge inn på nytt.',
  },
  failed: {
    title: 'Du er fortsatt logget inn',
    advice: 'Utloggingen mislyktes. Prøv igjen; til det går, lukk nettleseren eller bli ved enheten.',
    again: 'Prøv igjen',
  },
};
