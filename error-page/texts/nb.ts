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
    error: 'Feil',
    status: 'HTTP-status',
    retry: 'Hjelper det å prøve igjen?',
    isLogOnly:
      'Dette nummeret står bare i loggen, som `reason`: Den som kaller tjenesten, får vite mindre, slik at ingen kan finne ut hvilke klienter som finnes.',
    isFault:
      'Dette er en tjenestefeil. Den som kaller tjenesten, ser den som AADSTS50000; nummeret på denne siden står som nummer to i `error_codes`.',
    causes: 'Sannsynlige årsaker',
    change: 'Hva du kan gjøre',
    roles: { caller: 'Hvis du kaller tjenesten', operator: 'Hvis du er driftsansvarlig' },
    before: 'En forespørsel som får dette svaret',
    after: 'Den rettede forespørselen',
    references: 'Hva spesifikasjonene sier',
    sectionOf: (section) => `avsnitt ${section}`,
    support: 'Få hjelp',
    supportHowTo:
      'Kopier denne rapporten og send den til driftsansvarlig, som kan finne logglinjen med den. Ta aldri med et token, en kode, en hemmelighet eller et passord.',
    supportContact: 'Send denne rapporten til brukerstøtte',
    supportOperator: 'Ingen adresse for brukerstøtte er oppgitt. Spør den som ga deg klient-ID-en.',
    idsHowTo:
      'Svaret du fikk, inneholder ID-er. Skriv dem inn for å legge dem til i rapporten; alt som ikke er en GUID eller et tidsstempel, blir ignorert.',
    idsAdd: 'Legg til i rapporten',
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
    invalid_target: 'Ressursen (`resource`) er feil utformet eller ikke åpen for denne klienten.',
    server_error: 'Det oppsto en tjenestefeil.',
    temporarily_unavailable: 'Serveren kan ikke svare for øyeblikket.',
    unsupported_response_type: 'Serveren har ingen slik svartype.',
    access_denied: 'Brukeren ga ikke samtykke.',
    login_required: 'Brukeren må logge inn.',
    consent_required: 'Brukeren må gi samtykke.',
    interaction_required: 'Brukeren må gjøre noe.',
    request_not_supported: 'Serveren tar ikke imot parametere i et `request`-objekt.',
    request_uri_not_supported: 'Serveren tar ikke imot parametere fra en `request_uri`.',
    invalid_token: 'Tilgangstokenet mangler, er feil, utløpt eller tilbakekalt.',
    insufficient_scope: 'Tilgangstokenet er gyldig, men ikke for dette.',
  },
  retry: {
    later: 'Ja. Send den samme forespørselen igjen etter så mange sekunder som `Retry-After` sier.',
    laterIfRight: 'Bare etter så mange sekunder som `Retry-After` sier, og bare hvis forespørselen da er riktig.',
    once: 'Kanskje. Send den samme forespørselen én gang til; mislykkes den igjen, må årsaken finnes først.',
    mended: 'Ikke før driftsansvarlig har rettet årsaken.',
    changed: 'Nei. Den samme forespørselen får det samme svaret til noe er endret.',
    signIn: 'Nei. Denne koden eller dette tokenet kan ikke brukes mer: La brukeren logge inn igjen.',
    shown:
      'Ikke på denne måten. Send brukeren til `/authorize` en gang til uten `prompt=none`, slik at en side kan vises.',
    asked: 'Kanskje. La brukeren begynne på nytt i appen.',
    token: 'Ikke med dette tokenet. Skaff et nytt, med oppdateringstokenet eller ved å logge inn igjen.',
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
        'Programmet har en feil.',
        'Noe tjenesten er avhengig av, feilet på en uvanlig måte: minne, disk, nettverk eller et bibliotek.',
      ],
      change:
        'Slå opp `trace_id` i loggen: Linjen har unntaket og kallstakken. Begynner kallstakken i selve tjenesten, meld det til dem som utvikler den, uten hemmeligheter.',
    },
    SigningUnavailable: {
      meaning:
        'Ingen tokener kunne signeres. Ingenting ble brukt opp: Koden eller oppdateringstokenet i forespørselen er fortsatt gyldig.',
      causes: [
        'Nøkkelringen har ingen aktiv nøkkel for `SIGNING_ALG`, eller for ID-tokenene til en klient.',
        'Signeringsnøkkelen er skadet, eller den passer ikke til algoritmen sin.',
      ],
      change:
        'Se på nøkkelringen i `KEYS` eller `KEYS_FILE`: Den må ha en aktiv nøkkel for hver algoritme som er i bruk. Grunnen står i loggen under `trace_id`.',
    },
    StoreUnavailable: {
      meaning: 'Lageret for tildelinger svarte ikke, eller svaret gikk tapt.',
      causes: [
        'Tabelltjenesten er nede, eller nettverket dit er det.',
        'En brannmurregel, tilgangsnøkkelen eller rollen til den administrerte identiteten er endret.',
        'Adressen i `GRANTS_STORAGE` eller `GRANTS_STORAGE__tableServiceUri` er feil.',
      ],
      change:
        'Kontroller at appen når tabelltjenesten med innstillingene den har, og at nøkkelen eller rollen fortsatt gjelder. Tjenesten henter seg inn igjen av seg selv så snart lageret svarer.',
    },
    KeyRingUnreadable: {
      meaning: 'Nøkkelringen kan ikke leses, så ingenting kan signeres eller kontrolleres.',
      causes: [
        'Filen som `KEYS_FILE` peker på, er borte, eller appen har ikke lov til å lese den.',
        'Innholdet er ingen nøkkelring: Det er avkortet eller endret for hånd.',
        'Key Vault-referansen i `KEYS` ble ikke løst opp.',
      ],
      change: 'Gjenopprett nøkkelringen fra kopien din. Ikke lag en ny: Da blir tokener og koder fra den gamle avvist.',
    },
    StoreSlow: {
      meaning: 'Lageret for tildelinger svarte ikke i tide.',
      causes: [
        'Tabelltjenesten er travel eller har driftsforstyrrelser.',
        'Lagringskontoen er langt fra appen: i en annen region eller bak et tregt nettverk.',
      ],
      change:
        'Se på svartiden til tabelltjenesten og på nettverket imellom. Hold appen og lagringskontoen i samme region.',
    },
    StoreThrottling: {
      meaning: 'Lageret for tildelinger avviser forespørsler fordi det får for mange.',
      causes: [
        'Noe annet bruker den samme lagringskontoen.',
        'En klient ber om tokener i en løkke i stedet for å beholde dem til de utløper.',
        'Belastningen har vokst fra kontoen.',
      ],
      change:
        'Se på belastningen på lagringskontoen, og finn ut av `client_id` i loggen hvem som står for den. Gi tildelingene en egen konto.',
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
      meaning: 'Flere passord venter på kontroll enn denne instansen rekker om gangen.',
      causes: ['Mange logger inn i samme øyeblikk.', 'Noen prøver passord i stort antall.'],
      change: {
        caller: 'Vent så mange sekunder som `Retry-After` sier, og send den samme forespørselen igjen.',
        operator: 'Se i loggen hvor innloggingene kommer fra. Er de legitime, kjør flere instanser.',
      },
    },
    MethodNotAllowed: {
      meaning: 'Endepunktet tar ikke imot denne HTTP-metoden.',
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
      meaning: 'En parameter som denne forespørselen trenger, mangler eller er tom.',
      causes: [
        'En variabel i appen eller i innstillingene til appen er tom.',
        'Navnet på parameteren er feilstavet.',
        'Meldingskroppen ble ikke sendt i det hele tatt.',
      ],
      change: 'Legg til parameteren som `error_description` nevner, med en verdi.',
    },
    UnsupportedGrantType: {
      meaning: 'Serveren har ingen slik tildelingstype.',
      causes: [
        'Tildelingstypen er feilstavet: Den heter `client_credentials`, ikke `client-credentials`.',
        'Appen er skrevet for en annen server, eller for en tildelingstype som er slått av her, slik `password` er når `PASSWORD_GRANT` ikke er `true`.',
      ],
      change: 'Bruk en tildelingstype fra `grant_types_supported` i metadataene, skrevet nøyaktig som der.',
    },
    InvalidClient: {
      meaning:
        'Klienten kunne ikke autentiseres. Om klienten er ukjent eller hemmeligheten er feil, får den som kaller tjenesten, ikke vite; det står i loggen.',
      causes: [
        'Hemmeligheten er feil, avkortet eller fra et annet miljø.',
        '`client_id` er feil eller hører til en annen server.',
        'Hemmeligheten er sendt på en måte som klienten ikke er registrert for: i headeren i stedet for i meldingskroppen, eller omvendt.',
      ],
      change:
        'Sammenlign `client_id` og hemmeligheten med det du fikk utlevert, og send dem slik klienten er registrert (`token_endpoint_auth_method`). Driftsansvarlig finner den nøyaktige grunnen i loggen, under `trace_id`.',
    },
    MissingCredentials: {
      meaning: 'Forespørselen har ingen legitimasjon for klienten, og klienten eller endepunktet krever det.',
      causes: [
        'Hemmeligheten i innstillingene til appen er tom.',
        'Biblioteket har fått beskjed om at klienten er offentlig.',
        'En proxy har fjernet headeren `Authorization`.',
      ],
      change: 'Send hemmeligheten med HTTP Basic-autentisering, eller som `client_secret` i meldingskroppen.',
    },
    ClientSecretExpired: {
      meaning: 'Klienthemmeligheten er den riktige, men den er utløpt.',
      causes: [
        'Tidspunktet i `expires_at` for hemmeligheten er passert.',
        'Appen bruker fortsatt den eldste av to hemmeligheter.',
      ],
      change:
        'Be driftsansvarlig om en ny hemmelighet, og legg den inn i appen. To hemmeligheter kan gjelde samtidig, så neste bytte kan skje uten avbrudd.',
    },
    PublicClientWithCredentials: {
      meaning: 'Klienten er registrert som offentlig, så den må ikke sende noen hemmelighet.',
      causes: [
        'Biblioteket sender alltid en hemmelighet hvis det ikke får beskjed om noe annet.',
        'Klienten skulle ha vært registrert som konfidensiell.',
      ],
      change:
        'Utelat hemmeligheten. Hvis appen kan holde på en hemmelighet, få klienten registrert som konfidensiell i stedet.',
    },
    UnknownClient: {
      meaning: 'Ingen klient er registrert med denne `client_id`.',
      causes: [
        '`client_id` er feilstavet, eller hører til en annen server eller et annet miljø.',
        'Klienten er fjernet, eller den ble aldri rullet ut.',
        'Noen prøver å gjette.',
      ],
      change:
        'Sammenlign `client_id` med de registrerte klientene: dem i lageret og dem i `CLIENTS_FILE`. Bare `/authorize` svarer dette; de andre endepunktene sier AADSTS70002, og loggen deres har dette nummeret som `reason`.',
    },
    WrongClientSecret: {
      meaning: 'Klienten er kjent, men ingen av hemmelighetene dens er den som ble sendt.',
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
        'En annen app bak samme adresse gjør det.',
        'Noen prøver å gjette hemmeligheten.',
      ],
      change:
        'Rett hemmeligheten og send forespørselen på nytt: Du trenger ikke vente. Vet du ikke hva som er feil med den, kan du be driftsansvarlig om logglinjen med denne `trace_id`.',
    },
    UnauthorizedClient: {
      meaning: 'Klienten er kjent, men kan ikke bruke denne tildelingstypen.',
      causes: [
        'Tildelingstypen mangler i `grant_types` for klienten.',
        'Klienten er offentlig, og tildelingstypen er for klienter med hemmelighet.',
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
      meaning: 'Et omfang er feil utformet, ukjent eller ikke noe denne klienten kan få for denne ressursen.',
      causes: [
        'Omfanget er feilstavet; det skilles mellom store og små bokstaver.',
        'Omfanget mangler hos klienten, eller hører til en annen ressurs.',
        'Omfangene er skilt med komma i stedet for mellomrom.',
        'Forespørselen nevner ikke noe omfang, og oppføringen av klienten har ingen `default_scope`, eller ingen for denne ressursen: Driftsansvarlig kan sette den, som for de fleste MCP-klienter.',
      ],
      change:
        'Be om omfang som `error_description` nevner, med ett mellomrom imellom. Mangler det et der, be driftsansvarlig om å føye det til hos klienten.',
    },
    InvalidResource: {
      meaning:
        'Ressursen (`resource`) er feil utformet, eller ikke en som denne klienten eller denne tildelingen kan bruke.',
      causes: [
        'Adressen er ikke den registrerte: Store og små bokstaver i stien og en skråstrek etter stien teller.',
        'Klienten har ikke denne ressursen, eller har den ikke lenger.',
        'Brukeren godtok andre ressurser ved innlogging.',
      ],
      change: 'Send en av ressursene som `error_description` nevner: en absolutt URI uten fragment.',
    },
    SeveralResources: {
      meaning: 'Forespørselen nevner flere ressurser, men et token er for én.',
      causes: ['Biblioteket sender alle ressursene i oppsettet sitt på en gang.'],
      change:
        'Send én tokenforespørsel for hver ressurs. Med et oppdateringstoken kan hver forespørsel nevne sin egen ressurs.',
    },
    InvalidGrant: {
      meaning: 'Koden eller oppdateringstokenet er ikke fra denne serveren, eller er ikke utstedt til denne klienten.',
      causes: [
        'Koden eller tokenet er avkortet eller kodet to ganger.',
        'Det kommer fra en annen server eller et annet miljø.',
        'En annen klient fikk det.',
        'Det er så gammelt at nøkkelen er borte.',
      ],
      change:
        'Bruk koden eller tokenet nøyaktig slik det ble mottatt, som den klienten som mottok det. Mislykkes også det, la brukeren logge inn igjen.',
    },
    GrantExpired: {
      meaning: 'Koden eller oppdateringstokenet er utløpt.',
      causes: [
        'Appen løste inn koden mer enn 60 sekunder etter innloggingen.',
        'Oppdateringstokenet ble ikke brukt på lengre tid enn `refresh_token_lifetime` for klienten.',
        'Tildelingen har nådd slutten, som ikke kan forlenges (`grant_lifetime`).',
      ],
      change:
        'La brukeren logge inn igjen. Løs inn koden med en gang, og behandle dette svaret som en vanlig slutt på økten.',
    },
    CodeAlreadyRedeemed: {
      meaning: 'Autorisasjonskoden er løst inn før. En kode virker én gang.',
      causes: [
        'Siden for omdirigeringen ble lastet på nytt, eller nettleseren kalte den to ganger.',
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
        'Driftsansvarlig avsluttet den: Brukeren eller klienten er deaktivert eller fjernet.',
      ],
      change: 'La brukeren logge inn igjen.',
    },
    RefreshTokenReused: {
      meaning:
        'Et oppdateringstoken ble brukt etter at det var byttet mot det neste. To parter kan ha det, så hele tildelingen er tilbakekalt.',
      causes: [
        'Appen tok ikke vare på oppdateringstokenet i det nyeste svaret.',
        'To prosesser eller faner i appen fornyer med samme token.',
        'Tokenet er stjålet, og tyven eller appen kom som nummer to.',
      ],
      change:
        'La brukeren logge inn igjen. Lagre det nye oppdateringstokenet før du bruker tilgangstokenet, og la bare én prosess om gangen fornye.',
    },
    VerifierMismatch: {
      meaning: '`code_verifier` mangler, eller hører ikke til `code_challenge` i autorisasjonsforespørselen.',
      causes: [
        'Appen laget en ny verdi etter omdirigeringen i stedet for å ta vare på den første.',
        'To innlogginger foregikk samtidig, og den ene skrev over verdien til den andre.',
        '`code_challenge` er ikke laget som base64url av SHA-256, uten utfylling.',
      ],
      change:
        'Ta vare på én `code_verifier` for hver innlogging, for eksempel sammen med `state`, og send den sammen med koden.',
    },
    RedirectUriMismatch: {
      meaning: '`redirect_uri` er ikke den samme som i autorisasjonsforespørselen.',
      causes: [
        'De to adressene har ulik skråstrek eller port, eller den ene har http og den andre https.',
        'Appen setter sammen adressen på nytt bak en proxy, og får en annen.',
      ],
      change: 'Send den samme `redirect_uri` med koden som i autorisasjonsforespørselen, tegn for tegn.',
    },
    UnsupportedResponseType: {
      meaning: 'Autorisasjonsforespørselen ber om en svartype som denne serveren ikke har. Den har `code`.',
      causes: [
        'Appen bruker implisitt eller hybrid flyt: `token`, `id_token` eller en kombinasjon.',
        'Parameteren `response_type` er feilstavet.',
      ],
      change: 'Send `response_type=code` med PKCE. Også énsidesapper bruker det.',
    },
    UnsupportedResponseMode: {
      meaning:
        'Autorisasjonsforespørselen ber om en svarmåte som denne serveren ikke har. Den har `query` og `fragment`.',
      causes: ['Biblioteket er satt til `form_post` eller til et signert svar.'],
      change: 'Send `response_mode=query` eller `response_mode=fragment`, eller utelat parameteren.',
    },
    InvalidRedirectUri: {
      meaning: 'Autorisasjonsforespørselens `redirect_uri` er ikke registrert for klienten. Brukeren sendes ikke dit.',
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
      meaning: 'Autorisasjonsforespørselen har ingen `code_challenge`, og denne klienten må ha en.',
      causes: [
        'PKCE er slått av i biblioteket, eller biblioteket er eldre enn PKCE.',
        'Parameteren gikk tapt underveis, eller noen har tatt den ut.',
      ],
      change:
        'Slå på PKCE i biblioteket, eller send `code_challenge` og `code_challenge_method=S256`. En klient med hemmelighet kan i stedet sende `nonce` og omfanget `openid`, med mindre oppføringen har `require_pkce: true`. For en som ikke kan sende noen av dem, kan driftsansvarlig sette `require_nonce: false`, men det svekker beskyttelsen.',
    },
    InvalidCodeChallenge: {
      meaning: '`code_challenge` er feil utformet, eller metoden er ikke S256.',
      causes: [
        'Parameteren `code_challenge_method` mangler eller sier `plain`.',
        'Verdien er ikke base64url av en SHA-256: Den har utfylling, eller den er selve verifikatoren.',
      ],
      change:
        'Send `code_challenge_method=S256`, og som `code_challenge` de 43 tegnene base64url av verifikatorens SHA-256, uten utfylling.',
    },
    LoginRequired: {
      meaning: 'Appen ba om at ingen side skulle vises (`prompt=none`), og brukeren må logge inn.',
      causes: [
        'Ingen er logget inn på denne serveren i denne nettleseren, eller økten er over.',
        'Nettleseren sender ikke økten med, for eksempel i en skjult ramme på et annet nettsted.',
        'Appen ba om en ny innlogging med `max_age`, eller om en annen bruker med `login_hint`.',
      ],
      change: 'Behandle dette som et vanlig svar: Send brukeren til `/authorize` uten `prompt=none`.',
    },
    ConsentRequired: {
      meaning:
        'Appen ba om at ingen side skulle vises (`prompt=none`), og brukeren har ikke ennå samtykket til alt appen ber om.',
      causes: ['Appen ber om et nytt omfang.', 'Brukeren har tilbakekalt samtykket.'],
      change: 'Send brukeren til `/authorize` uten `prompt=none`.',
    },
    InteractionRequired: {
      meaning:
        'Appen ba om at ingen side skulle vises (`prompt=none`), og denne appen får aldri en kode uten at brukeren klikker.',
      causes: [
        'Klienten er offentlig, og adressen er på brukerens egen maskin, så ethvert program kunne gi seg ut for den.',
      ],
      change: 'Send brukeren til `/authorize` uten `prompt=none`. Med en økt blir det ett klikk.',
    },
    AccessDenied: {
      meaning: 'Brukeren samtykket ikke til det appen ba om.',
      causes: ['Brukeren valgte å ikke tillate det.', 'Appen ber om mer enn brukeren venter.'],
      change:
        'Du trenger ikke å rette noe. Fortell brukeren hva appen trenger tilgangen til, og la brukeren begynne på nytt.',
    },
    RedirectTooLong: {
      meaning:
        'Med koden eller `state` ville adressen i omdirigeringen bli lengre enn 4096 tegn, og nettlesere og servere underveis kan kutte den.',
      causes: [
        '`state` inneholder en hel side eller økt.',
        '`state` har tegn som prosentkodes i en URL: hvert av dem blir til tre.',
        'Forespørselen nevner mange ressurser eller omfang, og koden bærer alle.',
      ],
      change: 'Oppbevar det appen må huske, hos appen selv, og send en kort, tilfeldig `state` som fører dit.',
    },
    RequestObjectNotSupported: {
      meaning:
        'Autorisasjonsforespørselen har parameteren `request`, et signert forespørselsobjekt, som denne serveren ikke tar imot.',
      causes: ['Biblioteket er satt til signerte forespørsler (JAR).'],
      change: 'Send selve parameterne. Metadataene sier `request_parameter_supported: false`.',
    },
    RequestUriNotSupported: {
      meaning: 'Autorisasjonsforespørselen har parameteren `request_uri`, som denne serveren ikke tar imot.',
      causes: ['Biblioteket er satt til forespørsler ved henvisning, eller til forhåndsinnsendte forespørsler (PAR).'],
      change: 'Send selve parameterne. Metadataene sier `request_uri_parameter_supported: false`.',
    },
    FormRefused: {
      meaning:
        'Skjemaet ble ikke laget for denne nettleseren av denne serveren, eller det er mer enn et døgn gammelt. Ingenting ble gjort.',
      causes: [
        'Nettleseren tar ikke imot informasjonskapsler fra denne serveren, eller de ble slettet mens siden var åpen.',
        'Siden var lagret, eller ble åpnet fra nettleserhistorikken et døgn senere.',
        'Et annet nettsted sendte skjemaet i brukerens navn.',
      ],
      change:
        'Gå tilbake til appen og begynn på nytt. Skjer det hver gang, tillat informasjonskapsler for denne serveren.',
    },
    InvalidCredentials: {
      meaning: 'Brukernavnet eller passordet er feil. Hvilket av dem sies ikke; det står i loggen.',
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
        'Sammenlign med `users list`. Det som ble skrevet, står ikke i loggen, for noen skriver passordet der ved en feil.',
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
        'Vent så mange sekunder som `Retry-After` sier. En nettleser der denne brukeren har logget inn før, hindres ikke av andres feil.',
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
    UnknownErrorNumber: {
      meaning: 'Denne serveren har ingen feil med dette nummeret.',
      causes: [
        'Nummeret er skrevet feil.',
        'Feilen kom fra en annen server.',
        'Den kom fra en nyere versjon av denne.',
      ],
      change: 'Bruk nummeret som står etter AADSTS i `error_description`, eller let etter det blant alle feil.',
    },
  },
};
