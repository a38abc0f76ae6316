import type { Texts } from './page-texts.ts';

export const lv: Texts = {
  languages: 'Valodas',
  signOut: {
    title: 'Izrakstīšanās',
    account: 'Jūsu konts',
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
  },
  failed: {
    title: 'Izrakstīšanās neizdevās',
    advice:
      'Sesija joprojām ir atvērta. Mēģiniet vēlreiz. Līdz tam aizveriet pārlūkprogrammu vai neatstājiet ierīci bez uzraudzības.',
    again: 'Mēģināt vēlreiz',
  },
};
