import { html } from '../../shared/html/html.ts';
import type { Texts } from './page-texts.ts';

export const lv: Texts = {
  languages: 'Valodas',
  signOut: {
    title: 'Izrakstīšanās',
    account: 'Jūsu konts',
    asked: (app) => html`Lietotne ${app} lūdz jūs izrakstīties arī šeit.`,
    question: 'Vai vēlaties izrakstīties šajā pārlūkprogrammā?',
    everywhere: 'Izrakstīties visur',
    everywhereHint: 'Arī citās ierīcēs un visās lietotnēs, kurās pierakstījāties ar šo kontu.',
    submit: 'Izrakstīties',
  },
  signedOut: {
    title: 'Jūs izrakstījāties',
    here: 'Sesija šajā pārlūkprogrammā ir beigusies. Lietotnēs, kuras izmantojāt, tā var turpināties: izrakstieties arī tajās.',
    everywhere:
      'Jūs izrakstījāties šeit, un minūtes laikā beigsies jūsu sesijas visās citās ierīcēs. Lietotnes, kuras izmantojāt, drīz lūgs pierakstīties vēlreiz.',
    back: (app) => html`Atpakaļ uz ${app}`,
    stillAt: (provider) => html`Pakalpojumā ${provider} jūs, iespējams, joprojām esat pierakstījies.`,
    outOf: (provider) => html`Izrakstīties no ${provider}`,
    close: 'Šo lapu varat aizvērt vai atgriezties lietotnē, kuru lietojāt.',
    about: 'Par šo pakalpojumu',
  },
  failed: {
    title: 'Izrakstīšanās neizdevās',
    advice:
      'Sesija joprojām ir atvērta. Mēģiniet vēlreiz. Līdz tam aizveriet pārlūkprogrammu vai neatstājiet ierīci bez uzraudzības.',
    again: 'Mēģināt vēlreiz',
    adviceOfApp: 'Lietotne, kas jūs šurp atsūtīja, kļūdījās savā pieprasījumā. Izrakstīties šeit tomēr varat.',
    withoutApp: 'Izrakstīties šeit',
  },
};
