import { type DurationWords, duration } from '../../shared/html/duration.ts';
import { html } from '../../shared/html/html.ts';
import type { Texts } from './page-texts.ts';

const words: DurationWords = {
  day: { one: 'dag', other: 'dager' },
  hour: { one: 'time', other: 'timer' },
  minute: { one: 'minutt', other: 'minutter' },
  and: 'og',
};

export const nb: Texts = {
  languages: 'Språk',
  signIn: {
    title: 'Logg inn',
    toContinue: (client) => html`for å fortsette til ${client}`,
    account: 'Kontoen din',
    username: 'Brukernavn',
    password: 'Passord',
    showPassword: { show: 'Vis', hide: 'Skjul', what: 'passord' },
    submit: 'Logg inn',
    continueAs: (name) => html`Fortsett som ${name}`,
    anotherAccount: 'Bruk en annen konto',
    or: 'eller',
    continueWith: (provider) => html`Fortsett med ${provider}`,
    wrong: 'Feil brukernavn eller passord. Kontroller begge og prøv igjen.',
    throttled: (minutes) =>
      `For mange innloggingsforsøk. Prøv igjen om ${minutes === undefined ? 'noen minutter' : minutes === 1 ? '1 minutt' : `${minutes} minutter`}.`,
    busy: 'Akkurat nå er det for mange som logger inn. Vent litt og prøv igjen.',
    expired: 'Denne siden har vært åpen for lenge. Logg inn på nytt.',
    foreign: 'Innlogging er også startet i en annen fane. Logg inn på nytt.',
    failure: {
      unavailable: (provider) =>
        html`${provider} svarer ikke akkurat nå. Vent litt og prøv igjen, eller logg inn på en annen måte.`,
      cancelled: (provider) =>
        html`Innloggingen hos ${provider} ble avbrutt. Prøv igjen, eller logg inn på en annen måte.`,
      refused: (provider) => html`${provider} kunne ikke logge deg inn. Prøv igjen, eller logg inn på en annen måte.`,
      notFresh: (provider) =>
        html`Appen krever at du logger inn på nytt, men ${provider} ba deg ikke om det. Prøv igjen, eller logg inn på en annen måte.`,
      notAdmitted: (provider) =>
        html`Kontoen din hos ${provider} kan ikke logge inn her. Bruk en annen konto, eller be om tilgang.`,
      details: 'Opplysninger til brukerstøtte',
      says: (provider) => html`${provider} sier:`,
      explanation: 'Hva denne feilen betyr, og hvordan den rettes',
    },
    cannotSignIn: 'Får du ikke logget inn?',
    whoHelps: 'De som ga deg kontoen, kan gi deg brukernavnet og et nytt passord.',
    contact: 'Kontakt brukerstøtte',
  },
  consent: {
    title: 'Vil du gi tilgang?',
    asks: (client) => html`${client} ber om tilgang til kontoen din.`,
    account: 'Kontoen din',
    notYou: 'Ikke deg?',
    sentTo: {
      web: (host) => html`Deretter sendes du til ${host}.`,
      loopback: (host) => html`Deretter sendes du til et program på denne enheten, på ${host}.`,
      private: (scheme) => html`Deretter sendes du til en app på denne enheten som åpner lenker med ${scheme}.`,
    },
    device: {
      asks: (client) => html`${client} på en annen enhet ber om tilgang til kontoen din.`,
      compare: 'Enheten skal vise denne koden:',
      name: 'Den kaller seg',
      address: 'Adressen dens',
      askedAt: 'Den spurte',
      minutesAgo: (minutes) =>
        minutes < 1
          ? 'for under ett minutt siden'
          : minutes === 1
            ? 'for 1 minutt siden'
            : `for ${minutes} minutter siden`,
      otherNetwork: 'Den er ikke i samme nettverk som denne nettleseren.',
      warning:
        'Tillat dette bare hvis du selv startet innloggingen på enheten. Har noen sendt deg koden eller en lenke, ikke tillat det: Avsenderen ville få tilgang til kontoen din.',
    },
    permissions: 'Hvis du tillater det, kan appen:',
    scopes: {
      openid: 'Vite hvem du er',
      profile: 'Se profilen din, for eksempel navnet og brukernavnet',
      email: 'Se e-postadressen din',
      groups: 'Se hvilke grupper du er med i',
      offline_access: 'Beholde tilgangen når du ikke bruker appen',
    },
    at: (resource) => html`Hos ${resource}:`,
    noScope: 'Se hvem du er',
    lasts: (seconds) => `Tilgangen varer i høyst ${duration(seconds, 'nb', words)}.`,
    otherScope: 'Bruke denne tillatelsen:',
    allow: 'Tillat',
    deny: 'Ikke tillat',
  },
  device: {
    title: 'Koble til en enhet',
    enterCode: 'Skriv inn koden som enheten viser.',
    checkCode: 'Viser enheten din denne koden? Fortsett bare hvis det er du selv som logger inn på enheten.',
    code: 'Kode',
    submit: 'Fortsett',
    wrong:
      'Denne koden er ikke gyldig. Den kan være tastet feil, utløpt eller brukt. Sammenlign den med koden på enheten, eller start på nytt der.',
    throttled: (minutes) =>
      `Det er skrevet inn for mange feil koder. Prøv igjen om ${minutes === undefined ? 'noen minutter' : minutes === 1 ? '1 minutt' : `${minutes} minutter`}.`,
    again: 'Denne siden var åpen for lenge, eller er også åpnet i en annen fane. Skriv inn koden på nytt.',
    allowed: {
      title: 'Enheten er koblet til',
      what: (client) => html`${client} på enheten din kan fortsette nå.`,
    },
    denied: {
      title: 'Du ga ikke tilgang',
      what: (client) => html`${client} på enheten fikk ikke tilgang til kontoen din.`,
    },
    close: 'Du kan lukke denne siden.',
  },
  response: {
    title: 'Tilbake til appen',
    goesTo: (host) => html`Du sendes til ${host}. Skjer det ingenting, trykk på knappen.`,
    submit: 'Fortsett',
  },
  refusal: {
    title: 'Innloggingen mislyktes',
    advice: {
      app: [
        'Appen som sendte deg hit, ba om noe som ikke er mulig. Du har ikke gjort noe galt.',
        'Gå tilbake til appen og prøv igjen. Skjer det igjen, send opplysningene nedenfor til utviklerne av appen.',
      ],
      page: [
        'Siden har vært åpen for lenge, eller den hører til en innlogging i en annen nettleser.',
        'Gå tilbake til appen og begynn på nytt. Nettleseren må godta informasjonskapsler fra dette nettstedet.',
      ],
      device: [
        'Koden til enheten er utløpt, eller noen har allerede tatt avgjørelsen for den.',
        'Se på enheten. Er den ikke logget inn, start på nytt der for å få en ny kode.',
      ],
      service: [
        'Noe gikk galt hos oss. Verken du eller appen har gjort noe galt.',
        'Vent litt, gå tilbake til appen og prøv igjen. Skjer det igjen, send opplysningene nedenfor til brukerstøtte.',
      ],
      handoff: [
        'Du ble sendt tilbake fra siden der du logger inn, men denne innloggingen kan ikke fortsette.',
        'Begynn på nytt her. Kom du hit med en lenke som noen sendte deg, lukk heller denne siden.',
      ],
    },
    again: 'Begynn på nytt',
    back: (app) => html`Tilbake til ${app}`,
    about: 'Om denne tjenesten',
    forDevelopers: 'For utviklerne av appen',
    explanation: 'Hva denne feilen betyr, og hvordan den rettes',
    contact: 'Kontakt brukerstøtte',
  },
};
