import { html } from '../../shared/html/html.ts';
import type { Texts } from './texts.ts';

export const lv: Texts = {
  languages: 'Valodas',
  signOut: {
    title: 'Izrakstīšanās',
    signedInAs: (name) => html`Jūs esat pierakstījies kā ${name}.`,
    question: 'Vai vēlaties izrakstīties šajā pārlūkprogrammā?',
    everywhere: 'Izrakstīties visur',
    everywhereHint: 'Arī citās ierīcēs un visās lietotnēs, kurās ar šo kontu esat pierakstījies.',
    submit: 'Izrakstīties',
  },
  signedOut: {
    title: 'Jūs esat izrakstījies',
    here: 'Šajā pārlūkprogrammā esat izrakstījies. Lietotnēs, kuras izmantojāt, varat joprojām būt pierakstījies: izrakstieties arī tajās.',
    everywhere: 'Esat izrakstījies visās ierīcēs. Lietotnes, kuras izmantojāt, drīz lūgs pierakstīties vēlreiz.',
  },
};
