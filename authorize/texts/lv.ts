import { type DurationWords, duration } from '../../shared/html/duration.ts';
import { html } from '../../shared/html/html.ts';
import type { Texts } from './page-texts.ts';

/** Galotne pēc skaitļa: pēc 1, 21, 31 minūtes, bet pēc 2, 10, 11 minūtēm. */
const after = (minutes: number) =>
  `pēc ${minutes} ${minutes % 10 === 1 && minutes % 100 !== 11 ? 'minūtes' : 'minūtēm'}`;

/** In the dative, as after `pēc`: pirms 1, 21 minūtes, bet pirms 2, 11 minūtēm. */
const before = (minutes: number) =>
  `pirms ${minutes} ${minutes % 10 === 1 && minutes % 100 !== 11 ? 'minūtes' : 'minūtēm'}`;

/** In the accusative. Numbers such as 11 and 90 have the plural, 21 has the singular. */
const words: DurationWords = {
  day: { one: 'dienu', other: 'dienas' },
  hour: { one: 'stundu', other: 'stundas' },
  minute: { one: 'minūti', other: 'minūtes' },
  and: 'un',
};

export const lv: Texts = {
  languages: 'Valodas',
  signIn: {
    title: 'Pierakstīšanās',
    toContinue: (client) => html`lai turpinātu lietotnē ${client}`,
    account: 'Jūsu konts',
    username: 'Lietotājvārds',
    password: 'Parole',
    showPassword: { show: 'Rādīt', hide: 'Slēpt', what: 'paroli' },
    submit: 'Pierakstīties',
    continueAs: (name) => html`Turpināt kā ${name}`,
    anotherAccount: 'Izmantot citu kontu',
    or: 'vai',
    continueWith: (provider) => html`Turpināt ar ${provider}`,
    wrong: 'Nepareizs lietotājvārds vai parole. Pārbaudiet tos un mēģiniet vēlreiz.',
    throttled: (minutes) =>
      `Pārāk daudz pierakstīšanās mēģinājumu. Mēģiniet vēlreiz ${minutes === undefined ? 'pēc dažām minūtēm' : after(minutes)}.`,
    busy: 'Pašlaik pierakstās pārāk daudz cilvēku. Uzgaidiet brīdi un mēģiniet vēlreiz.',
    expired: 'Šī lapa bija atvērta pārāk ilgi. Lūdzu, pierakstieties vēlreiz.',
    foreign: 'Pierakstīšanās ir sākta arī citā cilnē. Lūdzu, pierakstieties vēlreiz.',
    failure: {
      unavailable: (provider) =>
        html`${provider} pašlaik neatbild. Brīdi pagaidiet un mēģiniet vēlreiz vai pierakstieties citādi.`,
      cancelled: (provider) =>
        html`Pierakstīšanās pakalpojumā ${provider} tika atcelta. Mēģiniet vēlreiz vai pierakstieties citādi.`,
      refused: (provider) => html`${provider} jūs nevarēja pierakstīt. Mēģiniet vēlreiz vai pierakstieties citādi.`,
      notFresh: (provider) =>
        html`Lietotne prasa pierakstīties no jauna, taču ${provider} to nelūdza. Mēģiniet vēlreiz vai pierakstieties citādi.`,
      notAdmitted: (provider) =>
        html`Ar jūsu ${provider} kontu šeit pierakstīties nevar. Izmantojiet citu kontu vai lūdziet piekļuvi.`,
      details: 'Dati atbalsta dienestam',
      says: (provider) => html`${provider} saka:`,
      explanation: 'Ko šī kļūda nozīmē un kā to novērst',
    },
    cannotSignIn: 'Nevarat pierakstīties?',
    whoHelps: 'Lietotājvārdu atgādinās un jaunu paroli piešķirs tie, kas jums izveidoja kontu.',
    contact: 'Sazināties ar atbalsta dienestu',
  },
  consent: {
    title: 'Vai atļaut piekļuvi?',
    asks: (client) => html`Lietotne ${client} lūdz piekļuvi jūsu kontam.`,
    account: 'Jūsu konts',
    notYou: 'Cits konts?',
    sentTo: {
      web: (host) => html`Pēc tam jūs nokļūsiet vietnē ${host}.`,
      loopback: (host) => html`Pēc tam jūs nokļūsiet šīs ierīces programmā, adresē ${host}.`,
      private: (scheme) => html`Pēc tam jūs nokļūsiet šīs ierīces lietotnē, kas atver ${scheme} saites.`,
    },
    device: {
      asks: (client) => html`Lietotne ${client} citā ierīcē lūdz piekļuvi jūsu kontam.`,
      compare: 'Ierīcē jābūt redzamam šim kodam:',
      name: 'Tā sevi sauc',
      address: 'Tās adrese',
      askedAt: 'Tā lūdza',
      minutesAgo: (minutes) => (minutes < 1 ? 'pirms nepilnas minūtes' : before(minutes)),
      otherNetwork: 'Tā nav vienā tīklā ar šo pārlūkprogrammu.',
      warning:
        'Atļaujiet tikai tad, ja pierakstīšanos tajā ierīcē sākāt jūs. Ja kodu vai saiti jums kāds atsūtīja, neatļaujiet: sūtītājs iegūtu piekļuvi jūsu kontam.',
    },
    permissions: 'Ja atļausiet, lietotne varēs:',
    scopes: {
      openid: 'Uzzināt, kas jūs esat',
      profile: 'Redzēt jūsu profilu, piemēram, vārdu un lietotājvārdu',
      email: 'Redzēt jūsu e-pasta adresi',
      groups: 'Redzēt, kurās grupās jūs esat',
      offline_access: 'Saglabāt šo piekļuvi arī tad, kad lietotni neizmantojat',
    },
    at: (resource) => html`Vietnē ${resource}:`,
    noScope: 'Redzēt, kas jūs esat',
    lasts: (seconds) => `Piekļuve ir spēkā ne ilgāk kā ${duration(seconds, 'lv', words)}.`,
    otherScope: 'Izmantot šo atļauju:',
    allow: 'Atļaut',
    deny: 'Neatļaut',
  },
  device: {
    title: 'Ierīces pievienošana',
    enterCode: 'Ievadiet kodu, ko redzat savā ierīcē.',
    checkCode: 'Vai jūsu ierīcē ir redzams šis kods? Turpiniet tikai tad, ja tajā ierīcē pierakstāties jūs.',
    code: 'Kods',
    submit: 'Turpināt',
    wrong:
      'Šis kods nav derīgs. Tas var būt ievadīts kļūdaini, beidzies vai izlietots. Salīdziniet to ar kodu ierīcē vai sāciet tur no jauna.',
    throttled: (minutes) =>
      `Ievadīts pārāk daudz nepareizu kodu. Mēģiniet vēlreiz ${minutes === undefined ? 'pēc dažām minūtēm' : after(minutes)}.`,
    again: 'Šī lapa bija atvērta pārāk ilgi vai arī citā cilnē. Lūdzu, ievadiet kodu vēlreiz.',
    allowed: {
      title: 'Ierīce ir pievienota',
      what: (client) => html`Lietotne ${client} jūsu ierīcē tagad var turpināt darbu.`,
    },
    denied: {
      title: 'Jūs piekļuvi neatļāvāt',
      what: (client) => html`Lietotne ${client} ierīcē piekļuvi jūsu kontam nesaņēma.`,
    },
    close: 'Šo lapu varat aizvērt.',
  },
  response: {
    title: 'Atpakaļ uz lietotni',
    goesTo: (host) => html`Jūs nokļūsiet vietnē ${host}. Ja nekas nenotiek, nospiediet pogu.`,
    submit: 'Turpināt',
  },
  refusal: {
    title: 'Pierakstīšanās neizdevās',
    advice: {
      app: [
        'Lietotne, no kuras šeit nonācāt, pieprasīja kaut ko, ko nevar izpildīt. Tā nav jūsu vaina.',
        'Atgriezieties lietotnē un mēģiniet vēlreiz. Ja tas atkārtojas, nosūtiet lietotnes izstrādātājiem turpmāk redzamo informāciju.',
      ],
      page: [
        'Lapa bija atvērta pārāk ilgi, vai pierakstīšanās sākta citā pārlūkprogrammā.',
        'Atgriezieties lietotnē un sāciet no jauna. Pārlūkprogrammai jāpieņem šīs vietnes sīkdatnes.',
      ],
      device: [
        'Ierīces kods ir beidzies, vai par to kāds jau ir izlēmis.',
        'Paskatieties ierīcē. Ja pierakstīšanās tajā nav notikusi, sāciet tur no jauna, lai saņemtu jaunu kodu.',
      ],
      service: [
        'Mūsu pusē radās kļūme. Tā nav ne jūsu, ne lietotnes vaina.',
        'Uzgaidiet brīdi, atgriezieties lietotnē un mēģiniet vēlreiz. Ja tas atkārtojas, nosūtiet atbalsta dienestam turpmāk redzamo informāciju.',
      ],
      handoff: [
        'Jūs atgriezāties no lapas, kurā pierakstāties, taču šo pierakstīšanos nevar turpināt.',
        'Sāciet šeit no jauna. Ja šurp nonācāt ar saiti, ko jums kāds atsūtīja, labāk aizveriet šo lapu.',
      ],
    },
    again: 'Sākt no jauna',
    back: (app) => html`Atpakaļ uz ${app}`,
    about: 'Par šo pakalpojumu',
    forDevelopers: 'Lietotnes izstrādātājiem',
    explanation: 'Ko šī kļūda nozīmē un kā to novērst',
    contact: 'Sazināties ar atbalsta dienestu',
  },
};
