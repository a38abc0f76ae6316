import type { Texts } from './page-texts.ts';

// Ord: token token · client klient · grant tildeling · scope omfang · secret hemmelighet · key ring nøkkelring · store lager ·
// log logg · operator driftsansvarlig · error feil · fault tjenestefeil.
export const nb: Texts = {
  labels: {
    languages: 'Språk',
    indexTitle: 'Feilene på denne serveren',
    indexIntro:
      'Alle feil som denne serveren svarer med eller skriver i loggen, ordnet etter `error`, som klienten ser. Nummeret står etter AADSTS i `error_description`, og i `error_codes`.',
    allErrors: 'Alle feil',
    searchFor: 'Søk etter nummer, navn eller melding',
    search: 'Søk',
    results: 'Treff',
    nothingFound:
      'Ingen feil passer. Prøv et nummer som `70011`, en feil som `invalid_grant` eller et enkelt ord. Her er alle feilene:',
    error: 'Feil',
    status: 'HTTP-status',
    retry: 'Hjelper det å prøve igjen?',
    isLogOnly:
      'Dette nummeret står bare i loggen, som `reason`: Den som kaller tjenesten, får vite mindre, slik at ingen kan finne ut hvilke klienter og brukere som finnes.',
    isFault:
      'Dette er en tjenestefeil. Den som kaller tjenesten, ser den som AADSTS50000; nummeret på denne siden står som nummer to i `error_codes`.',
    causes: 'Sannsynlige årsaker',
    change: 'Hva du kan gjøre',
    roles: { caller: 'Hvis du kaller tjenesten', operator: 'Hvis du er driftsansvarlig' },
    before: 'En forespørsel som gir denne feilen',
    after: 'Den rettede forespørselen',
    background: 'Bakgrunn',
    references: 'Hva spesifikasjonene sier',
    sectionOf: (section) => `avsnitt ${section}`,
    support: 'Få hjelp',
    supportHowTo:
      'Kopier denne rapporten og send den til driftsansvarlig, som kan finne logglinjen med den. Ta aldri med et token, en kode, en hemmelighet eller et passord.',
    supportContact: 'Send denne rapporten til brukerstøtte',
    supportOperator: 'Ingen adresse for brukerstøtte er oppgitt. Spør den som ga deg klient-ID-en.',
    idsHowTo:
      'Denne siden er åpnet uten id-ene fra et svar. Åpne den med `error_uri` fra svaret, som inneholder dem, eller legg `trace_id` og `timestamp` fra svaret til i rapporten.',
    endings: 'Hvordan en tokenforespørsel kan ende',
    endingSuccess:
      'En gyldig og autorisert forespørsel besvares med et tilgangstoken og, hvis klienten kan få det, et oppdateringstoken.',
    endingRefusal:
      'Mislykkes autentiseringen av klienten, eller er forespørselen ugyldig, svarer serveren med en av disse seks feilene, som forteller klienten hva som må endres:',
    endingFault:
      'AADSTS50000 er ingen av delene: Feilen ligger hos serveren, og forespørselen kan godt ha vært gyldig.',
    faultsIntro: 'Det andre nummeret i `error_codes` sier hvilken tjenestefeil det var:',
    footer: 'Tessera, en tokentjeneste for OAuth 2.0',
  },
  groups: {
    invalid_request:
      'Forespørselen er feil utformet: En obligatorisk parameter mangler, en parameter er gjentatt, står på feil sted eller har en verdi som ikke støttes, eller forespørselen har flere sett legitimasjon eller autentiserer klienten på mer enn én måte.',
    invalid_client:
      'Klienten kunne ikke autentiseres: Klienten er ukjent, eller legitimasjonen mangler, er feil eller er sendt på en måte som ikke støttes for klienten. Denne serveren svarer med status 401 og headeren `WWW-Authenticate`, som er påkrevd når klienten brukte headeren `Authorization`.',
    invalid_grant:
      'Autorisasjonskoden eller oppdateringstokenet er feil, utløpt, brukt opp, tilbakekalt eller utstedt til en annen klient, omdirigerings-URI-en stemmer ikke med autorisasjonsforespørselen, eller brukernavnet eller passordet er feil.',
    unauthorized_client:
      'Klienten har ikke lov til å bruke denne tildelingstypen eller til å tilbakekalle et token som tilhører en annen klient. `/authorize` svarer også dette når klienten er ukjent.',
    unsupported_grant_type: 'Serveren støtter ikke denne tildelingstypen.',
    invalid_scope:
      'Omfanget er feil utformet, ukjent, ikke tillatt for denne klienten eller større enn det brukeren ga tilgang til.',
    invalid_target: 'Ressursen (`resource` eller `audience`) er feil utformet eller ikke tillatt for denne klienten.',
    server_error: 'Serveren klarte ikke å behandle forespørselen.',
    temporarily_unavailable: 'Serveren behandler ikke forespørselen for øyeblikket.',
    unsupported_response_type: 'Serveren støtter ikke denne svartypen.',
    access_denied: 'Brukeren avslo tilgang.',
    login_required: 'Brukeren må logge inn.',
    consent_required: 'Brukeren må gi samtykke.',
    unmet_authentication_requirements: 'Brukeren kan ikke logge inn slik appen krever.',
    interaction_required: 'Brukeren må gjøre noe på en side.',
    request_not_supported: 'Serveren støtter ikke parameteren `request`.',
    request_uri_not_supported: 'Serveren støtter ikke parameteren `request_uri`.',
    invalid_token: 'Tilgangstokenet mangler, er feil, utløpt eller tilbakekalt.',
    insufficient_scope: 'Tilgangstokenet er gyldig, men gir ikke tilgang til dette.',
    invalid_request_object:
      'Forespørselsobjektet (`request`) er feil utformet, feil signert, utløpt eller ment for en annen server.',
    invalid_request_uri: '`request_uri` er ukjent, utløpt, allerede brukt eller tilhører en annen klient.',
    invalid_dpop_proof: 'DPoP-beviset mangler, er feil utformet, feil signert, utløpt eller allerede brukt.',
    use_dpop_nonce: 'DPoP-beviset må inneholde engangsverdien fra headeren `DPoP-Nonce` i dette svaret.',
    authorization_pending: 'Brukeren har ikke bestemt seg ennå. Spør igjen etter tiden i `interval`.',
    slow_down: 'Enheten spør for ofte. Den må vente fem sekunder lenger mellom forespørslene.',
    expired_token: 'Enhetskoden er utløpt. Enheten må starte på nytt.',
  },
  retry: {
    later: 'Ja. Vent så mange sekunder som `Retry-After` sier, og send den samme forespørselen igjen.',
    laterIfRight: 'Bare med en rettet forespørsel, og etter så mange sekunder som `Retry-After` sier.',
    once: 'Kanskje. Send den samme forespørselen én gang til. Mislykkes den igjen, finn årsaken først.',
    mended: 'Ikke før driftsansvarlig har rettet årsaken.',
    changed: 'Nei. Den samme forespørselen får det samme svaret til noe er endret.',
    signIn: 'Nei. Denne koden eller dette tokenet kan ikke brukes mer: La brukeren logge inn igjen.',
    shown:
      'Ikke på denne måten. Send brukeren til `/authorize` en gang til uten `prompt=none`, slik at en side kan vises.',
    asked: 'Kanskje. La brukeren begynne på nytt i appen.',
    token: 'Ikke med dette tokenet. Skaff et nytt, med oppdateringstokenet eller ved å logge inn igjen.',
    caller: 'Ikke med dette tokenet. Den som kalte API-et ditt, må få et nytt og kalle igjen.',
    proof: 'Ja, med et nytt DPoP-bevis som har verdien fra headeren `DPoP-Nonce`.',
    interval: 'Ja, etter intervallet. Slik venter en enhet på brukeren.',
  },
  errors: {
    TokenIssuanceError: {
      meaning:
        'Det oppsto en tjenestefeil mens en forespørsel ble besvart. Forespørselen kan ha vært riktig: Du trenger ikke å endre noe i den.',
      causes: [
        'Noe som tjenesten trenger, var utilgjengelig et øyeblikk: lageret for tildelinger eller signeringsnøkkelen.',
        'En innstilling, nøkkelringen eller klokken i tjenesten er feil.',
        'Tjenesten havnet i en situasjon den ikke er laget for å håndtere.',
      ],
      change: {
        caller:
          'Send den samme forespørselen igjen. Har svaret headeren `Retry-After`, vent først så mange sekunder som den sier. Mislykkes forespørselen igjen, send rapporten nedenfor til driftsansvarlig.',
        operator: 'Slå opp `trace_id` i loggen. Linjen har det andre nummeret i `error_codes` og årsaken.',
      },
    },
    UnexpectedFault: {
      meaning: 'Tjenesten havnet i en situasjon den ikke er laget for å håndtere.',
      causes: [
        'Det er en programfeil i tjenesten.',
        'Noe tjenesten er avhengig av, feilet på en uvanlig måte: minne, disk, nettverk eller et bibliotek.',
      ],
      change:
        'Slå opp `trace_id` i loggen. Linjen har unntaket og kallstakken. Begynner kallstakken i selve tjenesten, meld det til dem som utvikler den, uten hemmeligheter.',
    },
    SigningUnavailable: {
      meaning:
        'Ingen tokener kunne signeres. Ingenting ble brukt opp: Koden eller oppdateringstokenet i forespørselen er fortsatt gyldig.',
      causes: [
        'Nøkkelringen har ingen aktiv nøkkel for `SIGNING_ALG`, eller for ID-tokenene til en klient.',
        'Signeringsnøkkelen er skadet, eller den passer ikke til algoritmen.',
      ],
      change:
        'Kontroller nøkkelringen i `KEYS` eller `KEYS_FILE`: Den må ha en aktiv nøkkel for hver algoritme som er i bruk. Grunnen står i loggen under `trace_id`.',
    },
    StoreUnavailable: {
      meaning: 'Lageret for tildelinger svarte ikke, eller svaret gikk tapt.',
      causes: [
        'Tabelltjenesten eller nettverket dit er nede.',
        'En brannmurregel, tilgangsnøkkelen eller rollen til den administrerte identiteten er endret.',
        'Adressen i `GRANTS_STORAGE` eller `GRANTS_STORAGE__tableServiceUri` er feil.',
      ],
      change:
        'Kontroller at appen når tabelltjenesten med de gjeldende innstillingene, og at nøkkelen eller rollen fortsatt gjelder. Tjenesten henter seg inn igjen av seg selv så snart lageret svarer.',
    },
    KeyRingUnreadable: {
      meaning: 'Nøkkelringen kan ikke leses, så ingenting kan signeres eller kontrolleres.',
      causes: [
        'Filen som `KEYS_FILE` peker på, er borte, eller appen har ikke lov til å lese den.',
        'Innholdet er ikke en nøkkelring: Det er avkortet eller endret for hånd.',
        'Key Vault-referansen i `KEYS` ble ikke løst opp.',
      ],
      change:
        'Gjenopprett nøkkelringen fra sikkerhetskopien. Ikke lag en ny: Da blir tokener og koder fra den gamle avvist.',
    },
    StoreSlow: {
      meaning: 'Lageret for tildelinger svarte ikke i tide.',
      causes: [
        'Tabelltjenesten er overbelastet eller har driftsforstyrrelser.',
        'Lagringskontoen er langt fra appen: i en annen region eller bak et tregt nettverk.',
      ],
      change:
        'Kontroller svartiden til tabelltjenesten og nettverket imellom. Ha appen og lagringskontoen i samme region.',
    },
    StoreThrottling: {
      meaning: 'Lageret for tildelinger avviser forespørsler fordi det får for mange.',
      causes: [
        'Noe annet bruker den samme lagringskontoen.',
        'En klient ber om tokener i en løkke i stedet for å ta vare på dem til de utløper.',
        'Belastningen er større enn kontoen tåler.',
      ],
      change:
        'Kontroller belastningen på lagringskontoen, og finn i loggen, ved hjelp av `client_id`, hvem som forårsaker den. Bruk en egen lagringskonto for tildelinger.',
    },
    ClockOutOfRange: {
      meaning: 'Klokken i denne instansen er feil, så tidspunktene i tokenene ville også bli feil.',
      causes: [
        'Klokken avviker mer enn 60 sekunder fra klokken i lageret.',
        'Klokken viser et tidspunkt før den aktive nøkkelen ble laget.',
      ],
      change:
        'Still klokken på maskinen og sørg for at den blir synkronisert, eller start instansen på en annen maskin.',
    },
    SettingsWrong: {
      meaning: 'Tjenesten kan ikke starte: Innstillingene, eller filene de peker på, er feil.',
      causes: [
        'En innstilling mangler eller har en verdi som ikke er tillatt.',
        'En fil med klienter eller nøkler mangler eller kan ikke leses.',
      ],
      change:
        'Let etter `Tessera cannot start` i loggen: Den linjen nevner alt som er feil. Rett det og start appen på nytt.',
    },
    PasswordCheckBusy: {
      meaning: 'For mange passord venter på å bli kontrollert av denne instansen.',
      causes: ['Mange logger inn i samme øyeblikk.', 'Noen prøver et stort antall passord.'],
      change: {
        caller: 'Vent så mange sekunder som `Retry-After` sier, og send den samme forespørselen igjen.',
        operator: 'Se i loggen hvor innloggingene kommer fra. Er de legitime, kjør flere instanser.',
      },
    },
    UnknownPath: {
      meaning: 'Det finnes ikke noe endepunkt på denne stien.',
      causes: [
        'Stien hører til en annen server, for eksempel `/oauth2/v2.0/token`.',
        'Utstederen har en sti, og adressen mangler den eller har den to ganger.',
        'Adressen er skrevet feil, eller stien hører til en nyere versjon.',
      ],
      change:
        'Hent adressene til endepunktene fra metadataene, `/.well-known/openid-configuration` under utstederen. De fleste biblioteker gjør det når de bare får utstederen.',
    },
    MethodNotAllowed: {
      meaning: 'Endepunktet støtter ikke denne HTTP-metoden.',
      causes: [
        'Tokenforespørselen ble sendt med GET, eller adressen ble åpnet i en nettleser.',
        'En omdirigering gjorde POST til GET, for eksempel fra http til https.',
      ],
      change:
        'Bruk en metode som står i headeren `Allow` i svaret. Tokenforespørsler sendes med POST, til nøyaktig riktig adresse.',
    },
    RequestTooLarge: {
      meaning: 'Meldingskroppen i forespørselen er større enn 65536 byte.',
      causes: ['Forespørselen har parametere som ikke hører hjemme der, for eksempel en fil eller en hel økt.'],
      change: 'Send bare de parameterne som endepunktet definerer.',
    },
    MalformedRequest: {
      meaning:
        'Forespørselen kan ikke leses slik den ble sendt: Den er feil utformet, gjentar en parameter eller har en parameter på feil sted.',
      causes: [
        'Meldingskroppen er JSON eller multipart i stedet for skjemakodet.',
        'En parameter står i URL-en i stedet for i meldingskroppen.',
        'En parameter er sendt to ganger, eller klienten autentiserer seg på to måter samtidig.',
        'Et spesialtegn er ikke prosentkodet.',
      ],
      change:
        'Send hver parameter én gang, i meldingskroppen, skjemakodet i UTF-8, med headeren `Content-Type: application/x-www-form-urlencoded`. La biblioteket kode verdiene. I `error_description` står det hvilken parameter det gjaldt.',
    },
    MissingParameter: {
      meaning: 'En obligatorisk parameter mangler eller er tom.',
      causes: [
        'En variabel i appen eller i innstillingene til appen er tom.',
        'Navnet på parameteren er feilstavet.',
        'Meldingskroppen ble ikke sendt i det hele tatt.',
      ],
      change: 'Legg til parameteren som `error_description` nevner, med en verdi.',
    },
    UnsupportedGrantType: {
      meaning: 'Serveren støtter ikke en slik tildelingstype.',
      causes: [
        'Tildelingstypen er feilstavet: Den heter `client_credentials`, ikke `client-credentials`.',
        'Appen er skrevet for en annen server, eller for en tildelingstype som er deaktivert her, for eksempel `password` når `PASSWORD_GRANT` ikke er `true`.',
      ],
      change: 'Bruk en tildelingstype fra `grant_types_supported` i metadataene, skrevet nøyaktig som der.',
    },
    InvalidClient: {
      meaning:
        'Klienten kunne ikke autentiseres. Den som kaller tjenesten, får ikke vite om klienten er ukjent, legitimasjonen er feil eller klienten er registrert for en annen metode; grunnen står i loggen.',
      causes: [
        'Hemmeligheten er feil, avkortet eller fra et annet miljø.',
        '`client_id` er feil eller hører til en annen server.',
        'Hemmeligheten er sendt på en måte som klienten ikke er registrert for: i headeren i stedet for i meldingskroppen, eller omvendt.',
        'En klientpåstand er signert med en nøkkel som ikke er registrert, eller er brukt før.',
      ],
      change:
        'Sammenlign `client_id` og hemmeligheten, eller nøkkelen som signerer klientpåstanden, med det som er registrert, og bruk metoden klienten er registrert for (`token_endpoint_auth_method`). Lag en ny klientpåstand for hver forespørsel. Driftsansvarlig finner den nøyaktige grunnen i loggen, under `trace_id`.',
    },
    MissingCredentials: {
      meaning: 'Forespørselen har ingen legitimasjon for klienten, men klienten eller endepunktet krever det.',
      causes: [
        'Hemmeligheten i innstillingene til appen er tom.',
        'Biblioteket er konfigurert for en offentlig klient.',
        'En proxy har fjernet headeren `Authorization`.',
      ],
      change: 'Send hemmeligheten med HTTP Basic-autentisering, eller som `client_secret` i meldingskroppen.',
    },
    ClientSecretExpired: {
      meaning: 'Klienthemmeligheten er riktig, men den er utløpt.',
      causes: [
        'Tidspunktet i `expires_at` for hemmeligheten er passert.',
        'Appen bruker fortsatt den eldste av to hemmeligheter.',
      ],
      change:
        'Be driftsansvarlig om en ny hemmelighet, og legg den inn i appen. To hemmeligheter kan gjelde samtidig, så neste bytte kan skje uten avbrudd.',
    },
    PublicClientWithCredentials: {
      meaning:
        'Klienten er registrert som offentlig, så den skal ikke sende noen hemmelighet eller klientpåstand. Bare loggen sier det.',
      causes: [
        'Biblioteket sender alltid en hemmelighet hvis det ikke er konfigurert annerledes.',
        'Klienten skulle ha vært registrert som konfidensiell.',
      ],
      change:
        'Utelat hemmeligheten. Hvis appen kan bevare en hemmelighet, få klienten registrert som konfidensiell i stedet.',
    },
    InvalidAssertion: {
      meaning: 'Klientpåstanden er ikke en signert JWT med den headeren og de påstandene som denne serveren trenger.',
      causes: [
        'Biblioteket signerer med `HS256`, eller ikke i det hele tatt.',
        'Headeren har en nøkkel fra avsenderen, for eksempel `jwk` eller `x5c`.',
        '`exp`, `jti` eller `sub` mangler.',
      ],
      change:
        'Signer klientpåstanden med `ES256`, `RS256`, `PS256` eller `EdDSA`. `iss` og `sub` er `client_id`, `aud` er utstederen, `exp` er noen minutter fram i tid, og `jti` er ny hver gang. `error_description` sier hva som mangler.',
    },
    AssertionNotValidNow: {
      meaning: 'Klientpåstanden er utløpt, er ikke gyldig ennå eller er gyldig for lenge.',
      causes: [
        'Klokken hos klienten går mer enn 15 sekunder feil.',
        'Appen bruker samme klientpåstand til flere forespørsler.',
        '`exp` er mer enn en time fram i tid, eller er angitt i millisekunder.',
      ],
      change:
        'Lag en ny klientpåstand for hver forespørsel, med `exp` noen minutter fram i tid, i sekunder siden 1970. Kontroller klokken på maskinen.',
    },
    WrongAssertionAudience: {
      meaning: 'Klientpåstanden er til en annen server, eller til flere servere samtidig.',
      causes: [
        '`aud` er URL-en til et annet miljø.',
        'Utstederen er skrevet annerledes, for eksempel med en skråstrek til slutt.',
        '`aud` er en liste med flere verdier.',
      ],
      change: 'Sett `aud` til `issuer` fra metadataene, skrevet nøyaktig som der, og ikke noe annet.',
    },
    AssertionSubjectMismatch: {
      meaning: '`iss` og `sub` i klientpåstanden er forskjellige.',
      causes: [
        'En av dem er URL-en til en server i stedet for `client_id`.',
        'Biblioteket er konfigurert for påstander om brukere (RFC 7523 avsnitt 2.1).',
        'Den er tokenet fra en plattform, og `iss` er ikke en URL.',
      ],
      change: 'Sett både `iss` og `sub` til `client_id`.',
    },
    AssertionClientMismatch: {
      meaning: '`client_id` i forespørselen er ikke den som klientpåstanden er laget for.',
      causes: ['Appen blander innstillingene til to klienter.', '`client_id` er feilstavet på ett av de to stedene.'],
      change: 'Send den `client_id` som er `sub` i klientpåstanden, eller utelat parameteren.',
    },
    WrongAuthenticationMethod: {
      meaning: 'Klienten er kjent, men er registrert for en annen autentiseringsmetode.',
      causes: [
        'Hemmeligheten er sendt i meldingskroppen i stedet for i headeren, eller omvendt.',
        'Klienten har gått over fra en hemmelighet til en nøkkel, og appen sender fortsatt hemmeligheten.',
        'Noen prøver å gjette.',
      ],
      change:
        'Send legitimasjonen på den måten som `token_endpoint_auth_method` i klientens oppføring angir, eller endre oppføringen. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    WrongAssertionSignature: {
      meaning: 'Klienten er kjent, men ingen av nøklene dens passer til `kid`, `alg` og signaturen i klientpåstanden.',
      causes: [
        'Appen signerer med en ny nøkkel som ennå ikke er i klientens oppføring.',
        '`kid` i headeren er ikke den samme som i oppføringen.',
        'Oppføringen tillater en annen algoritme (`token_endpoint_auth_signing_alg`).',
        'Noen prøver å gjette.',
      ],
      change:
        'Sammenlign den offentlige nøkkelen til appen med `jwks` i klientens oppføring. En endret oppføring gjelder innen ett minutt. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    ClientKeysUnreachable: {
      meaning: 'Nøklene som skulle ha verifisert klientpåstanden, kan ikke hentes.',
      causes: [
        '`jwks_uri` i klientens oppføring er feilstavet, eller serveren er nede.',
        'Vertsnavnet har en privat adresse, som denne serveren ikke kobler seg til.',
        'Serveren videresender, eller sertifikatet er ikke gyldig.',
      ],
      change:
        'Finn logglinjen `remote_document_failed`, som sier hva som er feil, og rett serveren eller oppføringen. Nøkler som er hentet før, brukes i ett døgn. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    UnknownFederatedIssuer: {
      meaning: 'Klienten er kjent, men har ingen føderert legitimasjon for utstederen av tokenet.',
      causes: [
        '`issuer` i klientens oppføring er skrevet annerledes, for eksempel med en skråstrek til slutt.',
        'Plattformen utsteder tokener av en annen versjon: De fra administrerte identiteter kommer fra `sts.windows.net` eller `login.microsoftonline.com`.',
        'Forespørselen har `client_id` til en annen klient.',
      ],
      change:
        'Kopier `iss` fra tokenet, tegn for tegn, til `issuer` i legitimasjonen. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    WrongFederatedAudience: {
      meaning: 'Klienten har føderert legitimasjon for utstederen og subjektet til tokenet, men ikke for mottakeren.',
      causes: [
        'Appen ba plattformen om et token til en annen mottaker.',
        'Tokenet er til flere mottakere, og legitimasjonen har ikke alle.',
      ],
      change:
        'La appen be om et token til mottakeren i legitimasjonen. Ha bare det som betegner denne serveren, i `audiences`. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    WrongFederatedSubject: {
      meaning: 'Klienten har føderert legitimasjon for utstederen av tokenet, men ikke for subjektet.',
      causes: [
        'Jobben kjører på en annen gren, i et annet miljø eller fra et annet repositorium.',
        'Poden har en annen tjenestekonto eller et annet navnerom.',
        'En annen app på samme plattform bruker denne `client_id`.',
      ],
      change:
        'Hvis appen har lov til å opptre som klienten, kopier `sub` fra tokenet til `subject` i en legitimasjon. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    WrongFederatedClaims: {
      meaning: 'Tokenet passer til en føderert legitimasjon for klienten, bortsett fra én av påstandene.',
      causes: [
        'En påstand har en annen verdi eller en annen type: `"1"` er ikke `1`.',
        'Tokenet har ikke påstanden.',
        'Et repositorium har byttet navn, og et annet har det gamle navnet.',
      ],
      change:
        'Sammenlign `claims` i legitimasjonen med påstandene i tokenet. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    AssertionReplayed: {
      meaning: 'Klientpåstanden er riktig, men den er brukt før.',
      causes: [
        'Appen bruker samme klientpåstand til flere forespørsler.',
        'En proxy eller et bibliotek har gjentatt forespørselen.',
        'Noen har kopiert klientpåstanden.',
      ],
      change:
        'Lag en ny klientpåstand med en ny `jti` for hver forespørsel. Hvis ingen av appene dine gjentar forespørsler, finn ut hvor klientpåstanden ble lest. Den som kaller tjenesten, får bare AADSTS70002.',
    },
    UnknownClient: {
      meaning: 'Ingen klient er registrert med denne `client_id`.',
      causes: [
        '`client_id` er feilstavet, eller hører til en annen server eller et annet miljø.',
        'Klienten er fjernet, eller den ble aldri rullet ut.',
        'Noen prøver å gjette.',
      ],
      change:
        'Sammenlign `client_id` med de registrerte klientene i lageret og i `CLIENTS_FILE`. Bare `/authorize` returnerer denne feilen; de andre endepunktene returnerer AADSTS70002 og logger dette nummeret som `reason`.',
    },
    WrongClientSecret: {
      meaning: 'Klienten er kjent, men hemmeligheten som ble sendt, er ingen av klientens hemmeligheter.',
      causes: [
        'Hemmeligheten ble byttet her, men ikke i appen.',
        'Hemmeligheten ble avkortet eller endret på veien til innstillingene i appen.',
        'Noen prøver å gjette.',
      ],
      change: 'Legg den riktige hemmeligheten inn i appen. En tapt hemmelighet kan ikke leses ut igjen: Utsted en ny.',
    },
    ClientThrottled: {
      meaning:
        'For mange feil hemmeligheter er sendt for denne klienten eller fra denne adressen. Den riktige hemmeligheten godtas når som helst.',
      causes: [
        'Appen fortsetter å prøve med en feil hemmelighet.',
        'En annen app bak samme adresse prøver med en feil hemmelighet.',
        'Noen prøver å gjette hemmeligheten.',
      ],
      change:
        'Rett hemmeligheten og send forespørselen på nytt: Du trenger ikke vente. Vet du ikke hva som er feil med den, send `trace_id` til driftsansvarlig, som kan finne grunnen i loggen.',
    },
    UnauthorizedClient: {
      meaning: 'Klienten er kjent, men har ikke lov til å bruke denne tildelingstypen.',
      causes: [
        'Tildelingstypen mangler i `grant_types` for klienten.',
        'Klienten er offentlig, og tildelingstypen krever en konfidensiell klient.',
      ],
      change:
        'Bruk en tildelingstype som `error_description` nevner, eller be driftsansvarlig om å tillate denne for klienten.',
    },
    TokenOfAnotherClient: {
      meaning: 'Tokenet som skulle tilbakekalles, er utstedt til en annen klient. Det er ikke tilbakekalt.',
      causes: ['Appen autentiserer seg med en annen `client_id` enn den som den fikk tokenet med.'],
      change: 'Tilbakekall tokenet som den klienten som fikk det.',
    },
    InvalidScope: {
      meaning: 'Et omfang er feil utformet, ukjent eller ikke tillatt for denne klienten og ressursen.',
      causes: [
        'Omfanget er feilstavet; det skilles mellom store og små bokstaver.',
        'Omfanget mangler hos klienten, eller hører til en annen ressurs.',
        'Omfangene er skilt med komma i stedet for mellomrom.',
        'Forespørselen nevner ikke noe omfang, og oppføringen av klienten har ingen `default_scope`, eller ingen for denne ressursen. Driftsansvarlig kan sette en; de fleste MCP-klienter trenger det.',
      ],
      change:
        'Be om omfang som `error_description` nevner, atskilt med ett mellomrom. Mangler et omfang der, be driftsansvarlig om å legge det til i oppføringen av klienten.',
    },
    InvalidResource: {
      meaning: 'Ressursen (`resource`) er feil utformet, eller ikke tillatt for denne klienten eller tildelingen.',
      causes: [
        'URI-en avviker fra den registrerte: Store og små bokstaver i stien og en skråstrek etter stien teller.',
        'Klienten har ikke denne ressursen, eller har den ikke lenger.',
        'Brukeren samtykket til andre ressurser ved innloggingen.',
      ],
      change: 'Send en av ressursene som `error_description` nevner: en absolutt URI uten fragment.',
    },
    SeveralResources: {
      meaning: 'Forespørselen nevner flere ressurser, men et token er for én.',
      causes: ['Biblioteket sender alle konfigurerte ressurser på én gang.'],
      change:
        'Send én tokenforespørsel for hver ressurs. Med et oppdateringstoken kan hver forespørsel nevne en annen ressurs.',
    },
    InvalidGrant: {
      meaning:
        'Koden eller oppdateringstokenet er ikke utstedt av denne serveren, eller er utstedt til en annen klient.',
      causes: [
        'Koden eller tokenet er avkortet eller kodet to ganger.',
        'Det kommer fra en annen server eller et annet miljø.',
        'Det er utstedt til en annen klient.',
        'Det er så gammelt at nøkkelen ikke finnes lenger.',
      ],
      change:
        'Bruk koden eller tokenet nøyaktig slik det ble mottatt, som den klienten som mottok det. Mislykkes også det, la brukeren logge inn igjen.',
    },
    GrantExpired: {
      meaning: 'Koden eller oppdateringstokenet er utløpt.',
      causes: [
        'Appen løste inn koden mer enn 60 sekunder etter innloggingen.',
        'Oppdateringstokenet ble ikke brukt innen `refresh_token_lifetime` for klienten.',
        'Tildelingen har nådd slutten, som ikke kan forlenges (`grant_lifetime`).',
      ],
      change:
        'La brukeren logge inn igjen. Løs inn koden med en gang, og behandle dette svaret som en vanlig slutt på økten.',
    },
    CodeAlreadyRedeemed: {
      meaning: 'Autorisasjonskoden er allerede løst inn. En kode kan bare løses inn én gang.',
      causes: [
        'Omdirigeringssiden ble lastet på nytt, eller nettleseren ba om den to ganger.',
        'Appen prøvde igjen selv om den første forespørselen var kommet fram.',
        'Noen andre har fått tak i koden.',
      ],
      change:
        'La brukeren logge inn igjen, og sørg for at appen sender hver kode én gang. Med mindre de to forespørslene kom med få sekunders mellomrom, er tokenene fra den første tilbakekalt.',
    },
    GrantRevoked: {
      meaning: 'Tildelingen bak denne koden eller dette oppdateringstokenet er tilbakekalt.',
      causes: [
        'Brukeren logget ut, eller appen tilbakekalte et av tokenene i tildelingen.',
        'En kode eller et oppdateringstoken i tildelingen ble brukt to ganger.',
        'Driftsansvarlig tilbakekalte tildelingen, eller deaktiverte eller fjernet brukeren eller klienten.',
      ],
      change: 'La brukeren logge inn igjen.',
    },
    RefreshTokenReused: {
      meaning:
        'Et oppdateringstoken ble brukt etter at det var byttet mot det neste. To parter kan ha det, så hele tildelingen er tilbakekalt.',
      causes: [
        'Appen lagret ikke oppdateringstokenet i det nyeste svaret.',
        'To prosesser eller faner i appen fornyer med samme token.',
        'Tokenet er stjålet, og både tyven og appen har brukt det.',
      ],
      change:
        'La brukeren logge inn igjen. Lagre det nye oppdateringstokenet før du bruker tilgangstokenet, og la bare én prosess om gangen fornye.',
    },
    VerifierMismatch: {
      meaning: '`code_verifier` mangler, eller stemmer ikke med `code_challenge` i autorisasjonsforespørselen.',
      causes: [
        'Appen laget en ny verdi etter omdirigeringen i stedet for å ta vare på den første.',
        'To innlogginger foregikk samtidig, og den ene skrev over verdien til den andre.',
        '`code_challenge` er ikke laget som base64url av SHA-256, uten utfylling.',
      ],
      change:
        'Ta vare på én `code_verifier` for hver innlogging, for eksempel sammen med `state`, og send den sammen med koden.',
    },
    InvalidProof: {
      meaning: 'DPoP-beviset er feil utformet, feil signert, for gammelt eller laget for en annen forespørsel.',
      causes: [
        '`htu` er ikke nøyaktig adressen til dette endepunktet, eller `htm` er ikke metoden i forespørselen.',
        'Klokken på enheten går mer enn fem minutter feil.',
        'Beviset er signert med en annen nøkkel enn `jwk` i headeren, eller `alg` støttes ikke.',
        'Headeren `DPoP` ble sendt to ganger.',
      ],
      change:
        'Lag et nytt bevis for hver forespørsel med et bibliotek for DPoP, med endepunktet fra metadataene. Hva som er galt, står i `error_description`.',
    },
    NonceRequired: {
      meaning: 'DPoP-beviset mangler den gjeldende engangsverdien fra denne serveren.',
      causes: [
        'Dette er den første forespørselen fra klienten, som ikke kan kjenne noen verdi ennå.',
        'Klienten beholdt en verdi i mer enn noen minutter.',
      ],
      change:
        'Lag et nytt bevis med verdien i headeren `DPoP-Nonce` som `nonce`, og send forespørselen på nytt. Hvert svar har verdien for neste forespørsel.',
    },
    ProofAlreadyUsed: {
      meaning: 'DPoP-beviset er brukt før, og et bevis virker bare én gang.',
      causes: [
        'Klienten sendte den samme forespørselen på nytt med det samme beviset.',
        'Beviset er stjålet, og noen sendte det en gang til.',
      ],
      change: 'Lag et nytt bevis med ny `jti` for hver forespørsel, også når du gjentar en.',
    },
    ProofRequired: {
      meaning:
        'Forespørselen mangler et DPoP-bevis, men klienten, koden eller oppdateringstokenet er bundet til en nøkkel.',
      causes: [
        'Appen bruker ikke DPoP, enda oppføringen har `dpop_bound_access_tokens`.',
        'Appen bruker DPoP ved innlogging, men ikke når den fornyer.',
        'En proxy har fjernet headeren `DPoP`.',
      ],
      change: 'Send et bevis i headeren `DPoP` med hver tokenforespørsel, alltid laget med den samme nøkkelen.',
    },
    WrongProofKey: {
      meaning: 'DPoP-beviset er laget med en annen nøkkel enn den som koden eller oppdateringstokenet er bundet til.',
      causes: [
        'Appen laget en ny nøkkel etter en omstart i stedet for å ta vare på den fra innloggingen.',
        'Koden eller oppdateringstokenet er stjålet fra en annen enhet.',
      ],
      change:
        'Ta vare på nøkkelen sammen med oppdateringstokenet, og bruk dem sammen. Er nøkkelen tapt, må brukeren logge inn på nytt.',
    },
    InvalidProofAtResource: {
      meaning: 'DPoP-beviset som skal følge med tilgangstokenet, mangler, er ugyldig eller er brukt før.',
      causes: [
        'Forespørselen mangler headeren `DPoP`, eller beviset mangler `ath`, som er hashen av tilgangstokenet.',
        'Beviset er laget med en annen nøkkel enn den som tokenet er bundet til.',
        'Beviset er laget for en annen adresse eller metode, eller sendt to ganger.',
      ],
      change:
        'Send tokenet som `Authorization: DPoP` med et nytt bevis for denne adressen, laget med nøkkelen til tokenet og med `ath`. Hva som er galt, står i `error_description`.',
    },
    NonceRequiredAtResource: {
      meaning: 'DPoP-beviset som fulgte med tilgangstokenet, mangler den gjeldende engangsverdien fra denne serveren.',
      causes: [
        'Dette er den første forespørselen, så klienten kan ikke kjenne noen verdi ennå.',
        'Klienten beholdt en verdi i mer enn noen minutter.',
      ],
      change:
        'Lag et nytt bevis med verdien i headeren `DPoP-Nonce` som `nonce`, og send det samme tilgangstokenet på nytt sammen med det.',
    },
    RedirectUriMismatch: {
      meaning: '`redirect_uri` stemmer ikke med den i autorisasjonsforespørselen.',
      causes: [
        'De to adressene har ulik skråstrek eller port, eller den ene har http og den andre https.',
        'Appen setter sammen adressen på nytt bak en proxy, og får en annen.',
      ],
      change: 'Send den samme `redirect_uri` med koden som i autorisasjonsforespørselen, tegn for tegn.',
    },
    InvalidSubjectToken: {
      meaning:
        'Tokenet i `subject_token` er verken utstedt av denne serveren eller av en annen utsteder som klientposten stoler på, eller det er skadet.',
      causes: [
        'Tokenet er avkortet, eller ble sendt med `Bearer` foran.',
        'Det er et ID-token, et oppdateringstoken eller en kode; bare et tilgangstoken kan byttes.',
        'Det er fra en annen server eller et annet miljø, og `token_exchange` i klientposten har ingen regel for denne utstederen (`issuer`).',
        'Det er fra en annen utsteder, og signaturen, tidene eller påstandene er ikke som de må være. `error_description` sier hvilke.',
      ],
      change:
        'Send tokenet nøyaktig slik kalleren sendte det til API-et ditt, og sammenlign `iss` i det med klientposten.',
    },
    SubjectTokenOfAnotherAudience: {
      meaning: 'Tokenet i `subject_token` er for en mottaker som denne klienten ikke kan bytte tokener for.',
      causes: [
        'Appen ba om et token for et annet API, og sendte det til dette.',
        '`token_exchange` i klientposten har ingen regel for mottakeren av tokenet.',
        'API-et autentiserer seg med en annen `client_id` enn det skulle.',
      ],
      change: {
        caller:
          'Sammenlign `aud` i tokenet med mottakeren som API-et ditt svarer for. Et API må avvise tokener som ikke er for det, før det bytter dem.',
        operator: 'Sammenlign `introspects` og `token_exchange` i klientposten med `aud` i tokenet.',
      },
    },
    SubjectTokenExpired: {
      meaning: 'Tokenet i `subject_token` er utløpt eller tilbakekalt.',
      causes: [
        'API-et beholdt tokenet fra kalleren lenger enn det gjelder.',
        'Brukeren logget ut, eller tildelingen eller klienten bak tokenet er tilbakekalt eller fjernet.',
        'Tokenet var selv byttet til seg mot et annet, som ikke lenger gjelder.',
      ],
      change: 'Svar kalleren din med 401, slik at den får et nytt token og kaller igjen.',
    },
    ActorTokenRefused: {
      meaning: 'Tokenet i `actor_token` er feil, utløpt eller tilbakekalt, eller dette byttet godtar ikke noe slikt.',
      causes: [
        'Biblioteket sender sitt eget token som `actor_token`, men klienten som autentiserer seg, er den som handler.',
        'Klientposten krever et `actor_token` (`"actor": "actor_token"`), og det som ble sendt, gjelder ikke lenger, er utstedt til en annen klient eller er selv byttet til seg.',
      ],
      change: 'Gjør som `error_description` sier: Utelat `actor_token` og `actor_token_type`, eller send et annet.',
    },
    SubjectTokenKeysMissing: {
      meaning:
        'De offentlige nøklene til utstederen av `subject_token` kunne ikke hentes, så signaturen kan ikke kontrolleres.',
      causes: [
        'Utstederen er nede, eller metadataene kan ikke nås fra denne serveren.',
        'Utstederen er på et nettverk som denne serveren ikke må nå, for eksempel en egen klynge.',
      ],
      change: {
        caller: 'Send den samme forespørselen igjen om et minutt. Går det ikke da heller, si fra til driftsansvarlig.',
        operator:
          'Årsaken er i logglinjen. Kan ikke utstederen nås, legg nøklene i klientposten (`subject_token.jwks`).',
      },
    },
    TooManyExchanges: {
      meaning: 'Tokenet i `subject_token` er allerede resultatet av så mange bytter at det ikke kan byttes igjen.',
      causes: ['API-er kaller hverandre i ring.', 'Kjeden av API-er bak ett kall er svært lang.'],
      change: 'Se på `act` i tokenet: Der står API-ene i den rekkefølgen de ble kalt, det siste først.',
    },
    UnsupportedResponseType: {
      meaning: 'Autorisasjonsforespørselen ber om en svartype som ikke støttes. Støttet: `code`.',
      causes: [
        'Appen bruker implisitt eller hybrid flyt: `token`, `id_token` eller en kombinasjon.',
        'Parameteren `response_type` er feilstavet.',
      ],
      change: 'Send `response_type=code` med PKCE. Også énsidesapper bruker det.',
    },
    UnsupportedResponseMode: {
      meaning:
        'Autorisasjonsforespørselen ber om en svarmodus som ikke støttes. Støttet er `query`, `fragment` og `form_post`, det siste bare når omdirigeringsadressen begynner med `https:` eller `http:`.',
      causes: [
        'Biblioteket er konfigurert for et signert svar (JARM) eller for `web_message`.',
        'Omdirigeringsadressen har skjemaet til en app, og dit kan ikke nettlesere sende et skjema.',
      ],
      change:
        'Send `response_mode=query`, eller utelat parameteren. En skrivebordsapp som trenger `form_post`, kan bruke en omdirigeringsadresse som `http://localhost`.',
    },
    InvalidRedirectUri: {
      meaning:
        'Autorisasjonsforespørselens `redirect_uri` er ikke registrert for klienten. Brukeren blir ikke omdirigert dit.',
      causes: [
        'Adressene har ulik skråstrek, port eller bruk av store og små bokstaver, eller den ene har http og den andre https.',
        'Adressen til et nytt miljø ble aldri registrert.',
        'Parameteren mangler, og klienten har flere adresser.',
        'Noen prøver å få en kode sendt et annet sted.',
      ],
      change:
        'Registrer adressen nøyaktig slik appen sender den, tegn for tegn (`redirect_uris` for klienten). Bare for loopback-adressen til en offentlig klient kan porten være en annen.',
    },
    MissingCodeChallenge: {
      meaning: 'Autorisasjonsforespørselen har ingen `code_challenge`, men denne klienten krever en.',
      causes: [
        'PKCE er deaktivert i biblioteket, eller biblioteket er eldre enn PKCE.',
        'Parameteren gikk tapt underveis, eller noen har fjernet den.',
      ],
      change:
        'Aktiver PKCE i biblioteket, eller send `code_challenge` og `code_challenge_method=S256`. En konfidensiell klient kan i stedet sende `nonce` og omfanget `openid`, med mindre oppføringen har `require_pkce: true`. For en klient som ikke kan sende noen av dem, kan driftsansvarlig sette `require_nonce: false`, men det svekker beskyttelsen.',
    },
    InvalidCodeChallenge: {
      meaning: '`code_challenge` er feil utformet, eller metoden er ikke S256.',
      causes: [
        'Parameteren `code_challenge_method` mangler eller er `plain`.',
        'Verdien er ikke en SHA-256 i base64url: Den har utfylling, eller den er selve verifikatoren.',
      ],
      change:
        'Send `code_challenge_method=S256`, og som `code_challenge` verifikatorens SHA-256 i base64url: 43 tegn, uten utfylling.',
    },
    LoginRequired: {
      meaning: 'Appen ba om at ingen side skulle vises (`prompt=none`), men brukeren må logge inn.',
      causes: [
        'Ingen er logget inn på denne serveren i denne nettleseren, eller økten er over.',
        'Nettleseren sender ikke informasjonskapselen for økten, for eksempel i en skjult ramme på et annet nettsted.',
        'Appen ba om en ny innlogging med `max_age`, eller om en annen bruker med `login_hint`.',
      ],
      change: 'Behandle dette som et vanlig svar: Send brukeren til `/authorize` uten `prompt=none`.',
    },
    UnmetAuthenticationRequirements: {
      meaning:
        'Appen ber i parameteren `claims` om en nødvendig `acr`: Den godtar bare brukere som har logget inn på en bestemt måte. Denne brukeren logget inn på en annen.',
      causes: [
        'Appen ber om en verdi som denne serveren aldri gir. `acr_values_supported` i metadataene lister dem som gjelder passord.',
        'Brukeren logget inn hos en annen leverandør, som oppgir en annen `acr` eller ingen.',
        'Appen er skrevet for en annen server, der verdiene har andre navn.',
      ],
      change: 'Be om en verdi som denne serveren gir, eller utelat `essential` og sammenlign `acr` i ID-tokenet.',
    },
    ConsentRequired: {
      meaning:
        'Appen ba om at ingen side skulle vises (`prompt=none`), men brukeren har ennå ikke samtykket til alt appen ber om.',
      causes: ['Appen ber om et nytt omfang.', 'Brukeren har tilbakekalt samtykket.'],
      change: 'Send brukeren til `/authorize` uten `prompt=none`.',
    },
    InteractionRequired: {
      meaning:
        'Appen ba om at ingen side skulle vises (`prompt=none`), men denne appen får aldri en kode uten at brukeren klikker.',
      causes: [
        'Klienten er offentlig, og adressen er på brukerens egen maskin, så ethvert program kunne gi seg ut for den.',
      ],
      change: 'Send brukeren til `/authorize` uten `prompt=none`. Med en økt blir det ett klikk.',
    },
    AccessDenied: {
      meaning: 'Brukeren avslo tilgangen som appen ba om.',
      causes: ['Brukeren valgte å avslå.', 'Appen ber om mer enn brukeren venter.'],
      change:
        'Du trenger ikke å rette noe. Fortell brukeren hva appen trenger tilgangen til, og la brukeren begynne på nytt.',
    },
    AuthorizationPending: {
      meaning: 'Brukeren har ikke bestemt seg ennå. Dette er det vanlige svaret mens enheten venter.',
      causes: ['Brukeren har ikke åpnet siden ennå, eller holder på å logge inn.'],
      change:
        'Spør igjen etter tiden i `interval` fra svaret med enhetskoden, helt til det kommer et annet svar eller enhetskoden utløper.',
    },
    PollingTooFast: {
      meaning: 'Brukeren har ikke bestemt seg ennå, og enheten spør oftere enn den har fått beskjed om.',
      causes: [
        'Enheten tar ikke hensyn til `interval`.',
        'Enheten ventet ikke fem sekunder lenger etter et tidligere `slow_down`.',
        'To prosesser spør med samme enhetskode.',
      ],
      change: 'Legg fem sekunder til intervallet for denne og alle senere forespørsler med denne enhetskoden.',
    },
    DeviceCodeExpired: {
      meaning: 'Enhetskoden utløp før det ble utstedt tokener for den.',
      causes: [
        'Brukeren bestemte seg ikke innen `expires_in` sekunder.',
        'Enheten sluttet å spørre, og begynte igjen for sent.',
      ],
      change: 'Send en ny forespørsel om enhetskode, og vis brukeren den nye koden.',
    },
    DeviceRequestExpired: {
      meaning: 'Koden på enheten utløp før brukeren bestemte seg.',
      causes: ['Brukeren brukte mer enn `expires_in` sekunder, for eksempel på å logge inn.'],
      change: 'La brukeren starte på nytt på enheten og skrive inn den nye koden.',
    },
    WrongUserCode: {
      meaning:
        'Ingen enhet venter på en avgjørelse under denne brukerkoden. Svaret er det samme for en feil, en utløpt og en brukt kode.',
      causes: ['Brukeren tastet koden feil.', 'Koden er utløpt.', 'Noen har allerede tatt avgjørelsen for enheten.'],
      change: 'Sammenlign koden med den på enheten. Er den riktig, start på nytt på enheten for å få en ny kode.',
    },
    UserCodesThrottled: {
      meaning:
        'For mange feil brukerkoder er sendt fra denne adressen, eller fra alle adresser til sammen. Nye koder avvises en stund.',
      causes: ['Brukeren, eller andre bak samme adresse, har tastet feil mange ganger.', 'Noen prøver å gjette koder.'],
      change:
        'Vent så mange sekunder som `Retry-After` sier, og skriv så inn koden fra enheten igjen. En nettleser der en bruker har logget inn før, berøres ikke av andres feil koder.',
    },
    PublicRequestsThrottled: {
      meaning:
        'For mange forespørsler om enhetskode eller forhåndssendte forespørsler fra offentlige klienter er sendt fra denne adressen. Nye avvises en stund.',
      causes: [
        'Appen begynner på nye innlogginger om igjen i stedet for å fortsette med enhetskoden eller `request_uri` den har.',
        'Mange enheter eller brukere deler én adresse.',
        'Noen prøver å fylle lageret.',
      ],
      change: 'Vent så mange sekunder som `Retry-After` sier. Bruk enhetskoden eller `request_uri` du har.',
    },
    DeviceAlreadyDecided: {
      meaning: 'Noen har allerede tatt avgjørelsen for denne enheten, og den står fast.',
      causes: [
        'Siden var åpen i to faner, eller ble lastet på nytt etterpå.',
        'En annen person skrev inn den samme koden først.',
      ],
      change:
        'Se på enheten: Den viser om den er logget inn. Var det ikke deg, start på nytt på enheten for å få en ny kode.',
    },
    RedirectTooLong: {
      meaning:
        'Med koden eller `state` ville omdirigeringsadressen bli lengre enn 4096 tegn, og nettlesere og servere underveis kan kutte den. Med `response_mode=form_post` er grensen 16384.',
      causes: [
        '`state` inneholder en hel side eller økt.',
        '`state` har tegn som prosentkodes i en URL: hvert av dem blir til tre.',
        'Forespørselen nevner mange ressurser eller omfang, og koden inneholder alle.',
      ],
      change: 'Oppbevar det appen må huske, hos appen selv, og send en kort, tilfeldig `state` som viser til det.',
    },
    RequestObjectNotSupported: {
      meaning:
        'Autorisasjonsforespørselen har parameteren `request`, et signert forespørselsobjekt, men klientens post har ingen nøkler å verifisere det med.',
      causes: [
        'Biblioteket er konfigurert for signerte forespørsler (JAR), men klientens offentlige nøkler er ikke registrert.',
      ],
      change: 'Registrer de offentlige nøklene som `jwks` i klientens post, eller send selve parameterne.',
    },
    RequestUriNotSupported: {
      meaning:
        '`request_uri` i autorisasjonsforespørselen er ikke utstedt av `/par`. Denne serveren henter ingen forespørsler andre steder fra.',
      causes: [
        'Biblioteket er konfigurert for forespørselsobjekter ved henvisning (JAR med `request_uri`).',
        '`request_uri` fra en forhåndsinnsendt forespørsel er forkortet eller endret.',
      ],
      change:
        'Send forespørselen til `/par` og bruk `request_uri` nøyaktig som i svaret, eller send selve parameterne. Metadataene har `request_uri_parameter_supported: false`, som bare gjelder henvisninger til andre steder.',
    },
    InvalidRequestUri: {
      meaning:
        '`request_uri` er ikke utstedt til denne klienten av `/par`, er mer enn 90 sekunder gammel, eller er brukt. Den virker én gang.',
      causes: [
        'Brukeren åpnet lenken for sent, to ganger eller fra nettleserhistorikken.',
        'En forhåndsvisning eller en skanner åpnet lenken før brukeren.',
        '`client_id` i adressen er ikke den som sendte inn forespørselen.',
        'Klienten ble registrert på nytt etter at den hadde sendt inn forespørselen.',
      ],
      change:
        'Send inn en ny forespørsel for hver pålogging, rett før omdirigeringen, og lagre eller videresend aldri en `request_uri`. Brukeren kan starte på nytt i appen.',
    },
    InvalidRequestObject: {
      meaning:
        'Forespørselsobjektet (`request`) er ikke et JWT som denne klienten har signert med en av nøklene sine, for denne serveren og for nå.',
      causes: [
        'Den private nøkkelen hører ikke til en nøkkel i klientens post (`jwks`, `jwks_uri`), eller `kid` viser til en annen.',
        '`alg` er ikke ES256, RS256, PS256 eller EdDSA, eller ikke klientens `request_object_signing_alg`.',
        '`iss` og `client_id` er ikke klientens id, `aud` er ikke bare denne utstederen, eller `sub` er klientens id.',
        '`exp` mangler, er passert eller er mer enn en time frem i tid, eller klientens klokke går feil.',
        'En parameter i det er verken en tekst eller, for `resource`, en liste med tekster.',
      ],
      change:
        'Rett det beskrivelsen sier. Lag et nytt objekt for hver pålogging, som utløper etter et minutt eller to.',
    },
    SignedRequestRequired: {
      meaning:
        'Denne klienten er registrert med `require_signed_request_object`, så autorisasjonsforespørslene må signeres. Denne var ikke signert.',
      causes: [
        'Biblioteket lager forespørselen uten signatur. JAR må slås på, slik `buildAuthorizationUrlWithJAR` i openid-client gjør.',
        'Noen har laget en lenke for å starte en pålogging i appens navn.',
      ],
      change: 'Send alle parameterne i et signert forespørselsobjekt, som `request`, til `/authorize` eller `/par`.',
    },
    PushedRequestRequired: {
      meaning:
        'Denne klienten er registrert med `require_pushed_authorization_requests`, så autorisasjonsforespørslene må sendes inn til `/par` på forhånd. Denne hadde parameterne i adressen.',
      causes: [
        'Biblioteket legger parameterne i adressen. PAR må slås på, slik `buildAuthorizationUrlWithPAR` i openid-client gjør.',
        'Noen har laget en lenke for å starte en pålogging i appens navn.',
      ],
      change:
        'Send parameterne til `/par` sammen med klientautentiseringen, og send brukeren til `/authorize` med `client_id` og `request_uri` fra svaret.',
    },
    UnregisteredLogoutUri: {
      meaning: 'Appens `post_logout_redirect_uri` er ikke registrert for den, så ingen blir sendt dit.',
      causes: [
        'Adressen er registrert under `redirect_uris`, som er for innlogging.',
        'De to adressene har ulik skråstrek eller port, eller den ene har http og den andre https. De sammenlignes tegn for tegn.',
      ],
      change: 'Registrer adressen som en av `post_logout_redirect_uris` i klientposten.',
    },
    IdTokenHintRefused: {
      meaning: '`id_token_hint` i en utlogging er ikke et ID-token som denne serveren har utstedt til klienten.',
      causes: [
        'Appen sendte et tilgangstoken eller et oppdateringstoken.',
        'ID-tokenet er for en annen klient enn den som står i `client_id`, eller fra et annet miljø.',
        'Nøkkelen som ID-tokenet er signert med, er fjernet siden.',
      ],
      change:
        'Send ID-tokenet fra siste innlogging eller oppdatering, eller `client_id` uten `id_token_hint`. Brukeren blir da spurt.',
    },
    FormRefused: {
      meaning:
        'Skjemaet er ikke utstedt til denne nettleseren av denne serveren, eller det er mer enn et døgn gammelt. Ingenting ble endret.',
      causes: [
        'Nettleseren godtar ikke informasjonskapsler fra denne serveren, eller de ble slettet mens siden var åpen.',
        'Siden var lagret, eller ble åpnet fra nettleserhistorikken et døgn senere.',
        'Et annet nettsted sendte skjemaet i brukerens navn.',
      ],
      change:
        'Gå tilbake til appen og begynn på nytt. Skjer det hver gang, tillat informasjonskapsler for denne serveren.',
    },
    HandoffResultInvalid: {
      meaning:
        'Innloggingsappen sendte brukeren tilbake med et resultat som ikke kan brukes: det er feil utformet, ikke signert av innloggingsappen, utløpt, eller svarer på en annen utfordring. `error_description` sier hva.',
      causes: [
        'Innloggingsappen signerer med en nøkkel som ikke er i `HANDOFF_JWKS`, eller ikke finnes på `HANDOFF_JWKS_URI`.',
        'Resultatet mangler en påstand, eller har en annen `iss`, `aud`, `typ` eller `challenge` enn det må ha.',
        'Klokken dens går feil, eller resultatet ble signert flere minutter før omdirigeringen.',
        'To innlogginger pågikk i to faner, og innloggingsappen forvekslet dem.',
      ],
      change: {
        caller: 'Begynn innloggingen på nytt. Mislykkes den igjen, send denne rapporten til den driftsansvarlige.',
        operator:
          'Sammenlign det innloggingsappen signerer, med `docs/handoff.md`, og nøklene dens med innstillingene.',
      },
    },
    HandoffOver: {
      meaning:
        'Utfordringen i denne innloggingen er besvart før, eller den er mer enn en halv time gammel. En utfordring besvares én gang.',
      causes: [
        'Brukeren gikk tilbake i nettleseren etter innloggingen, eller åpnet adressen på nytt.',
        'Siden til innloggingsappen var åpen i mer enn en halv time.',
        'Noen andre sendte det samme resultatet på nytt.',
      ],
      change: 'Begynn innloggingen på nytt.',
    },
    HandoffForeign: {
      meaning:
        'Resultatet fra innloggingsappen hører til en innlogging som en annen nettleser har begynt. Det er avvist, og virker ikke lenger i den nettleseren heller.',
      causes: [
        'En lenke til en innlogging ble åpnet i en annen nettleser enn den som begynte den.',
        'Nettleseren godtar ikke informasjonskapsler fra denne serveren, eller de ble slettet under innloggingen.',
        'Noen sendte brukeren en lenke for å logge vedkommende inn på en fremmed konto, eller for å komme inn på kontoen.',
      ],
      change:
        'Begynn på nytt i denne nettleseren, fra appen. Åpne ikke lenker til en innlogging som noen har sendt deg.',
    },
    HandoffNotFresh: {
      meaning:
        'Appen ba om en ny innlogging, eller om en som ikke er eldre enn `max_age`, og resultatet fra innloggingsappen viser ikke det.',
      causes: [
        'Innloggingsappen ser bort fra `prompt` eller `max_age` i utfordringen, og svarer fra sin egen økt.',
        'Resultatet har ingen `auth_time`.',
        'Klokken dens går for sakte.',
      ],
      change: {
        caller: 'Utelat `prompt=login` eller `max_age` hvis appen ikke trenger dem.',
        operator:
          'La innloggingsappen be om passord eller et annet bevis når utfordringen har `prompt` med `login`, og si i `auth_time` når det skjedde.',
      },
    },
    HandoffRefused: {
      meaning: 'Innloggingsappen sendte brukeren tilbake uten å logge vedkommende inn.',
      causes: ['Brukeren valgte å avbryte der.', 'Innloggingsappen slipper ikke brukeren inn i denne appen.'],
      change: 'Tilby brukeren å logge inn på nytt. Loggen til innloggingsappen har grunnen.',
    },
    InvalidCredentials: {
      meaning:
        'Brukernavnet eller passordet er feil. Den som kaller tjenesten, får ikke vite hvilket av dem; grunnen står i loggen.',
      causes: [
        'Passordet er tastet feil, eller det er endret.',
        'Brukernavnet hører til en annen server.',
        'Brukeren er deaktivert eller fjernet.',
      ],
      change:
        'Skriv begge på nytt. Driftsansvarlig finner grunnen i loggen under `trace_id`, og kan sette et nytt passord.',
    },
    UnknownUser: {
      meaning: 'Katalogen har ingen bruker med dette navnet.',
      causes: [
        'Navnet er feilstavet, eller hører til en annen server.',
        'Brukeren er fjernet.',
        'Noen prøver å gjette.',
      ],
      change:
        'Sammenlign navnet med `users list`. Det som ble skrevet, står ikke i loggen, for noen skriver passordet der ved en feil.',
    },
    UserDisabled: {
      meaning: 'Brukeren er deaktivert i katalogen.',
      causes: ['Driftsansvarlig har deaktivert brukeren.'],
      change: 'Var det ikke meningen, aktiver brukeren med `users enable`.',
    },
    WrongPassword: {
      meaning: 'Brukeren er kjent, og passordet er feil.',
      causes: ['Passordet er tastet feil, eller det er endret.', 'Noen prøver å gjette.'],
      change:
        'Brukeren prøver igjen. Et glemt passord kan ikke leses ut igjen: Sett et annet med `users set-password`.',
    },
    UserThrottled: {
      meaning:
        'For mange feil passord er sendt for denne brukeren eller fra denne adressen. Nye forsøk derfra avvises en stund.',
      causes: [
        'Brukeren har glemt passordet, eller en app fortsetter å prøve med et gammelt.',
        'Noen prøver å gjette.',
      ],
      change:
        'Vent så mange sekunder som `Retry-After` sier. En nettleser der denne brukeren har logget inn før, berøres ikke av andres mislykkede forsøk.',
    },
    InvalidAccessToken: {
      meaning: 'Tilgangstokenet mangler, er utløpt, er tilbakekalt eller er ikke ment for dette endepunktet.',
      causes: [
        'Headeren `Authorization: Bearer` mangler, eller en proxy har fjernet den.',
        'Tokenet er utløpt, eller tildelingen bak det er avsluttet.',
        'Det er et ID-token eller et oppdateringstoken, eller det ble utstedt uten omfanget `openid`.',
      ],
      change:
        'Send et gjeldende tilgangstoken som ble utstedt med omfanget `openid`, i headeren `Authorization: Bearer`.',
    },
    InsufficientScope: {
      meaning: 'Tilgangstokenet er gyldig, men omfanget `openid` er ikke med.',
      causes: ['Appen ba ikke om `openid`, eller den snevret inn omfanget da den fornyet tokenet.'],
      change: 'Be om omfanget `openid` i autorisasjonsforespørselen.',
    },
    UserNotAdmitted: {
      meaning:
        'Den andre tilbyderen har bekreftet hvem brukeren er, men brukeren har ikke lov til å logge inn her. Grunnen står i loggen.',
      causes: [
        'Reglene for denne tilbyderen slipper bare inn noen leietakere, domener, grupper eller brukere, og brukeren er ikke blant dem.',
        'Driftsansvarlig har deaktivert brukeren.',
        'Brukeren har logget inn med en annen konto enn tenkt.',
      ],
      change:
        'Logg inn igjen med riktig konto, eller spør driftsansvarlig, som finner grunnen i loggen under `trace_id`.',
    },
    UnknownProvider: {
      meaning: 'Autorisasjonsforespørselen nevner en tilbyder som denne serveren ikke har.',
      causes: [
        'Parameteren `idp` er feilstavet; den er `id` for en tilbyder, for eksempel `entra`.',
        'Tilbyderen er fjernet, eller ble lagt til for under et minutt siden.',
      ],
      change: 'Send `id` for en tilbyder som finnes, eller utelat `idp`, så brukeren kan velge.',
    },
    ProviderUnavailable: {
      meaning:
        'Tilbyderen der brukeren logger inn, svarer ikke, eller sier at den ikke kan logge inn noen akkurat nå. De andre innloggingsmåtene virker.',
      causes: [
        'Tilbyderen er nede, eller kan ikke nås fra denne serveren.',
        'Utstederen er feilstavet, eller adressen er ikke en internettadresse.',
      ],
      change:
        'Prøv igjen om noen minutter, eller logg inn på en annen måte. Driftsansvarlig finner grunnen i loggen under `trace_id`.',
    },
    ProviderCancelled: {
      meaning: 'Innloggingen hos den andre tilbyderen ble avbrutt eller avslått der.',
      causes: [
        'Brukeren gikk tilbake, eller godtok ikke det tilbyderen spurte om.',
        'En administrator hos tilbyderen må først tillate denne serveren.',
      ],
      change: 'Logg inn igjen, eller på en annen måte. Det tilbyderen sa, står på siden.',
    },
    ProviderRefused: {
      meaning: 'Den andre tilbyderen svarte på innloggingen med en feil.',
      causes: [
        'Klienthemmeligheten til denne serveren er utløpt der, eller er en annen.',
        'Omdirigeringsadressen til denne serveren er ikke registrert der.',
        'Siden ble lastet på nytt: en kode fra tilbyderen virker én gang.',
      ],
      change:
        'Logg inn igjen. Skjer det igjen, sammenligner driftsansvarlig registreringen hos tilbyderen; feilen står på siden og i loggen som `upstream_error`.',
    },
    ProviderAnswerInvalid: {
      meaning: 'Svaret fra den andre tilbyderen kan ikke godtas: noe i det er ikke slik det ble bedt om.',
      causes: [
        'Utsteder, mottaker, nonce eller signatur i ID-tokenet er feil.',
        'Svaret hører til en annen tilbyder, eller til en annen innlogging.',
        'Klokkene på de to serverne avviker med mer enn et halvt minutt.',
      ],
      change:
        'Logg inn igjen. Skjer det igjen, finner driftsansvarlig feilen i loggen under `trace_id`, og sammenligner `issuer` og `client_id`.',
    },
    ProviderNotFresh: {
      meaning:
        'Appen ber om en ny innlogging, med `prompt=login` eller `max_age`, og den andre tilbyderen sier ikke at det skjedde en.',
      causes: [
        'Tilbyderen spurte ikke brukeren, som allerede var logget inn der.',
        'Tilbyderen sender ikke `auth_time`: hos Entra er den valgfri, og GitHub har den ikke.',
      ],
      change: 'Logg inn igjen, eller på en annen måte. Driftsansvarlig kan få tilbyderen til å sende `auth_time`.',
    },
    UnknownErrorNumber: {
      meaning: 'Det finnes ingen feil med dette nummeret.',
      causes: [
        'Nummeret er skrevet feil.',
        'Feilen kom fra en annen server.',
        'Feilen kom fra en nyere versjon av denne serveren.',
      ],
      change: 'Bruk nummeret som står etter AADSTS i `error_description`, eller let etter det blant alle feil.',
    },
  },
};
