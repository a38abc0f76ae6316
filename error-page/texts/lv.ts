import type { Texts } from './page-texts.ts';

// Termini: token pilnvara · client klients · grant piešķīrums · scope tvērums · secret noslēpums · key ring atslēgu komplekts ·
// store krātuve · log žurnāls · operator uzturētājs · error kļūda · fault kļūme.
export const lv: Texts = {
  labels: {
    languages: 'Valodas',
    indexTitle: 'Šī servera kļūdas',
    indexIntro:
      'Visas kļūdas, ar kurām šis serveris atbild vai kuras tas ieraksta žurnālā, sakārtotas pēc `error` vērtības, ko redz klients. Numurs ir atrodams `error_description` aiz AADSTS un sarakstā `error_codes`.',
    allErrors: 'Visas kļūdas',
    searchFor: 'Meklēt pēc numura, nosaukuma vai ziņojuma',
    search: 'Meklēt',
    results: 'Rezultāti',
    nothingFound:
      'Neviena kļūda neatbilst. Mēģiniet numuru, piemēram, `70011`, kļūdu, piemēram, `invalid_grant`, vai vienu vārdu. Šeit ir visas kļūdas:',
    error: 'Kļūda',
    status: 'HTTP statuss',
    retry: 'Vai palīdzēs atkārtots pieprasījums?',
    isLogOnly:
      'Šis numurs ir tikai žurnālā kā `reason`: pieprasījuma sūtītājam tiek pateikts mazāk, lai neviens nevarētu noskaidrot, kādi klienti un lietotāji pastāv.',
    isFault:
      'Šī ir paša pakalpojuma kļūme. Pieprasījuma sūtītājs to redz kā AADSTS50000; šīs lapas numurs ir otrais sarakstā `error_codes`.',
    causes: 'Iespējamie cēloņi',
    change: 'Kā rīkoties',
    roles: { caller: 'Ja pieprasījumu sūtījāt jūs', operator: 'Ja esat uzturētājs' },
    before: 'Pieprasījums, kas izraisa šo kļūdu',
    after: 'Izlabotais pieprasījums',
    background: 'Papildinformācija',
    references: 'Ko nosaka specifikācijas',
    sectionOf: (section) => `${section}. sadaļa`,
    support: 'Palīdzība',
    supportHowTo:
      'Nokopējiet šo ziņojumu un nosūtiet to servera uzturētājam: pēc tā var atrast ierakstu žurnālā. Nekad nepievienojiet pilnvaru, kodu, noslēpumu vai paroli.',
    supportContact: 'Nosūtīt šo ziņojumu atbalsta dienestam',
    supportOperator: 'Atbalsta adrese nav norādīta. Jautājiet tam, no kura saņēmāt klienta ID.',
    idsHowTo:
      'Šī lapa atvērta bez atbildes identifikatoriem. Atveriet to ar atbildes `error_uri`, kurā tie ir, vai pievienojiet ziņojumam atbildes `trace_id` un `timestamp`.',
    endings: 'Kā var beigties pilnvaras pieprasījums',
    endingSuccess:
      'Uz derīgu un autorizētu pieprasījumu serveris atbild ar piekļuves pilnvaru un, ja klients to drīkst saņemt, arī ar atjaunošanas pilnvaru.',
    endingRefusal:
      'Ja klienta autentifikācija neizdodas vai pieprasījums nav derīgs, serveris atbild ar vienu no šīm sešām kļūdām, kas klientam norāda, kas jāmaina:',
    endingFault:
      'AADSTS50000 nav ne viens, ne otrs gadījums: kļūme radās pašā serverī, un pieprasījums, iespējams, bija derīgs.',
    faultsIntro: 'Otrais numurs sarakstā `error_codes` norāda, kura kļūme tā bija:',
    footer: 'Tessera, OAuth 2.0 pilnvaru pakalpojums',
  },
  groups: {
    invalid_request:
      'Pieprasījums ir nepareizi noformēts: trūkst obligāta parametra, kāds parametrs atkārtojas, ir nepareizā vietā vai tā vērtība netiek atbalstīta, pieprasījumā ir vairāki akreditācijas dati, vai klients autentificējas vairāk nekā vienā veidā.',
    invalid_client:
      'Klienta autentifikācija neizdevās: klients nav zināms, vai tā akreditācijas datu trūkst, tie ir nepareizi vai nosūtīti veidā, kas šim klientam netiek atbalstīts. Šis serveris atbild ar statusu 401 un galveni `WWW-Authenticate`, kas ir obligāta, ja klients izmantoja galveni `Authorization`.',
    invalid_grant:
      'Autorizācijas kods vai atjaunošanas pilnvara ir nepareiza, beigusies, izlietota, atsaukta vai izsniegta citam klientam, pāradresācijas URI nesakrīt ar autorizācijas pieprasījumā norādīto, vai arī lietotājvārds vai parole ir nepareiza.',
    unauthorized_client:
      'Klients nedrīkst izmantot šo piešķīruma veidu vai atsaukt cita klienta pilnvaru. `/authorize` tā atbild arī tad, ja klients nav zināms.',
    unsupported_grant_type: 'Serveris šo piešķīruma veidu neatbalsta.',
    invalid_scope:
      'Tvērums ir nepareizi noformēts, nezināms, šim klientam nav atļauts vai pārsniedz to, ko piešķīris lietotājs.',
    invalid_target: 'Resurss (`resource` vai `audience`) ir nepareizi noformēts vai šim klientam nav atļauts.',
    server_error: 'Serverim neizdevās apstrādāt pieprasījumu.',
    temporarily_unavailable: 'Serveris pašlaik pieprasījumu neapstrādā.',
    unsupported_response_type: 'Serveris šo atbildes veidu neatbalsta.',
    access_denied: 'Lietotājs liedza piekļuvi.',
    login_required: 'Lietotājam jāpierakstās.',
    consent_required: 'Lietotājam jāpiekrīt.',
    unmet_authentication_requirements: 'Lietotājs nevar pierakstīties tā, kā prasa lietotne.',
    interaction_required: 'Lietotājam jāveic darbība lapā.',
    request_not_supported: 'Serveris neatbalsta parametru `request`.',
    request_uri_not_supported: 'Serveris neatbalsta parametru `request_uri`.',
    invalid_token: 'Piekļuves pilnvaras trūkst, tā ir nepareiza, beigusies vai atsaukta.',
    insufficient_scope: 'Piekļuves pilnvara ir derīga, bet šo darbību neatļauj.',
    invalid_request_object:
      'Pieprasījuma objekts (`request`) ir nepareizi noformēts, nepareizi parakstīts, beidzies vai paredzēts citam serverim.',
    invalid_request_uri: '`request_uri` nav zināms, ir beidzies, jau izmantots vai pieder citam klientam.',
    invalid_dpop_proof:
      'DPoP pierādījuma trūkst, tas ir nepareizi noformēts, nepareizi parakstīts, beidzies vai jau izmantots.',
    use_dpop_nonce: 'DPoP pierādījumā jābūt vienreizējai vērtībai no šīs atbildes galvenes `DPoP-Nonce`.',
    authorization_pending: 'Lietotājs vēl nav izlēmis. Jautājiet vēlreiz pēc `interval` norādītā laika.',
    slow_down: 'Ierīce jautā pārāk bieži. Tai starp pieprasījumiem jāgaida par piecām sekundēm ilgāk.',
    expired_token: 'Ierīces kods ir beidzies. Ierīcei jāsāk no jauna.',
  },
  retry: {
    later: 'Jā. Pagaidiet galvenē `Retry-After` norādīto sekunžu skaitu un nosūtiet to pašu pieprasījumu vēlreiz.',
    laterIfRight: 'Tikai ar izlabotu pieprasījumu un pēc galvenē `Retry-After` norādītā sekunžu skaita.',
    once: 'Varbūt. Nosūtiet to pašu pieprasījumu vēl vienu reizi. Ja tas atkal neizdodas, vispirms atrodiet cēloni.',
    mended: 'Nē, kamēr uzturētājs nav novērsis cēloni.',
    changed: 'Nē. Uz to pašu pieprasījumu būs tā pati atbilde, līdz kaut kas tiks mainīts.',
    signIn: 'Nē. Šis kods vai šī pilnvara vairs nav izmantojama: lietotājam jāpierakstās vēlreiz.',
    shown: 'Šādi ne. Nosūtiet lietotāju uz `/authorize` vēlreiz bez `prompt=none`, lai varētu parādīt lapu.',
    asked: 'Varbūt. Lietotājam jāsāk vēlreiz no lietotnes.',
    token: 'Ar šo pilnvaru ne. Iegūstiet jaunu ar atjaunošanas pilnvaru vai pierakstoties vēlreiz.',
    caller: 'Ar šo pilnvaru ne. Jūsu API izsaucējam jāiegūst jauna un jāizsauc vēlreiz.',
    proof: 'Jā, ar jaunu DPoP pierādījumu, kurā ir vērtība no galvenes `DPoP-Nonce`.',
    interval: 'Jā, kad intervāls ir pagājis. Tā ierīce gaida lietotāju.',
  },
  errors: {
    TokenIssuanceError: {
      meaning:
        'Apstrādājot pieprasījumu, pakalpojumā radās kļūme. Pieprasījums, iespējams, bija derīgs: tajā nekas nav jāmaina.',
      causes: [
        'Uz brīdi nebija pieejama piešķīrumu krātuve vai paraksta atslēga, kas pakalpojumam vajadzīga.',
        'Kāds pakalpojuma iestatījums, atslēgu komplekts vai pulkstenis ir nepareizs.',
        'Pakalpojumā radās neparedzēta situācija.',
      ],
      change: {
        caller:
          'Nosūtiet to pašu pieprasījumu vēlreiz. Ja atbildē ir galvene `Retry-After`, vispirms pagaidiet tajā norādīto sekunžu skaitu. Ja tas atkal neizdodas, nosūtiet tālāk redzamo ziņojumu servera uzturētājam.',
        operator: 'Sameklējiet žurnālā `trace_id`. Šajā ierakstā ir otrais saraksta `error_codes` numurs un cēlonis.',
      },
    },
    UnexpectedFault: {
      meaning: 'Pakalpojumā radās neparedzēta situācija.',
      causes: [
        'Pakalpojumā ir programmas kļūda.',
        'Negaidīti atteica kāda no pakalpojuma pamatdaļām: atmiņa, disks, tīkls vai bibliotēka.',
      ],
      change:
        'Sameklējiet žurnālā `trace_id`. Šajā ierakstā ir izņēmums un steka izsekojums. Ja tas sākas pašā pakalpojumā, ziņojiet tā izstrādātājiem, nepievienojot noslēpumus.',
    },
    SigningUnavailable: {
      meaning:
        'Nevienu pilnvaru neizdevās parakstīt. Nekas nav izlietots: pieprasījumā norādītais kods vai atjaunošanas pilnvara joprojām ir derīga.',
      causes: [
        'Atslēgu komplektā nav aktīvas atslēgas algoritmam `SIGNING_ALG` vai kāda klienta ID pilnvarām.',
        'Paraksta atslēga ir bojāta vai neatbilst savam algoritmam.',
      ],
      change:
        'Pārbaudiet atslēgu komplektu iestatījumā `KEYS` vai `KEYS_FILE`: katram izmantotajam algoritmam vajadzīga aktīva atslēga. Iemesls ir žurnālā pie šī `trace_id`.',
    },
    StoreUnavailable: {
      meaning: 'Piešķīrumu krātuve neatbildēja, vai tās atbilde pazuda.',
      causes: [
        'Nedarbojas tabulu pakalpojums vai tīkls līdz tam.',
        'Ir mainīts ugunsmūra noteikums, piekļuves atslēga vai pārvaldītās identitātes loma.',
        'Adrese iestatījumā `GRANTS_STORAGE` vai `GRANTS_STORAGE__tableServiceUri` ir nepareiza.',
      ],
      change:
        'Pārbaudiet, vai lietotne ar pašreizējiem iestatījumiem sasniedz tabulu pakalpojumu un vai tās atslēga vai loma joprojām ir derīga. Tiklīdz krātuve sāk atbildēt, pakalpojums pats atsāk darbu.',
    },
    KeyRingUnreadable: {
      meaning: 'Atslēgu komplektu nevar nolasīt, tāpēc neko nevar ne parakstīt, ne pārbaudīt.',
      causes: [
        'Faila, ko norāda `KEYS_FILE`, vairs nav, vai lietotne to nedrīkst lasīt.',
        'Tā saturs nav atslēgu komplekts: tas ir aprauts vai labots ar roku.',
        'Key Vault atsauce iestatījumā `KEYS` netika atrisināta.',
      ],
      change:
        'Atjaunojiet atslēgu komplektu no dublējuma. Neveidojiet jaunu: vecā komplekta pilnvaras un kodi tad tiktu noraidīti.',
    },
    StoreSlow: {
      meaning: 'Piešķīrumu krātuve laikus neatbildēja.',
      causes: [
        'Tabulu pakalpojums ir noslogots, vai tajā ir traucējumi.',
        'Krātuves konts ir tālu no lietotnes: citā reģionā vai aiz lēna tīkla.',
      ],
      change:
        'Pārbaudiet tabulu pakalpojuma atbildes laiku un tīklu līdz tam. Lietotnei un tās krātuves kontam jābūt vienā reģionā.',
    },
    StoreThrottling: {
      meaning: 'Piešķīrumu krātuve noraida pieprasījumus, jo to ir par daudz.',
      causes: [
        'To pašu krātuves kontu izmanto vēl kas cits.',
        'Kāds klients pieprasa pilnvaras ciklā, nevis glabā tās, līdz beidzas to derīgums.',
        'Slodze pārsniedz konta iespējas.',
      ],
      change:
        'Pārbaudiet krātuves konta noslodzi un žurnālā pēc `client_id` atrodiet, kas to rada. Piešķīrumiem izmantojiet atsevišķu krātuves kontu.',
    },
    ClockOutOfRange: {
      meaning: 'Šīs instances pulkstenis ir nepareizs, tāpēc nepareizi būtu arī laiki tās pilnvarās.',
      causes: [
        'Pulkstenis no krātuves pulksteņa atšķiras vairāk nekā par 60 sekundēm.',
        'Pulkstenis rāda laiku pirms aktīvās atslēgas izveides.',
      ],
      change:
        'Iestatiet datora pulksteni un parūpējieties, lai tas tiktu sinhronizēts, vai palaidiet instanci uz cita datora.',
    },
    SettingsWrong: {
      meaning: 'Pakalpojumu nevar palaist: nepareizi ir tā iestatījumi vai faili, kas tajos norādīti.',
      causes: [
        'Kāda iestatījuma trūkst, vai tā vērtība nav atļauta.',
        'Fails ar klientu ierakstiem vai atslēgām nav atrodams vai nolasāms.',
      ],
      change:
        'Sameklējiet žurnālā `Tessera cannot start`: šajā rindā ir uzskaitīts viss, kas ir nepareizi. Izlabojiet to un palaidiet lietotni no jauna.',
    },
    PasswordCheckBusy: {
      meaning: 'Pārbaudi gaida vairāk paroļu, nekā šī instance vienlaikus spēj pārbaudīt.',
      causes: ['Vienā brīdī pierakstās daudzi cilvēki.', 'Kāds izmēģina lielu skaitu paroļu.'],
      change: {
        caller: 'Pagaidiet galvenē `Retry-After` norādīto sekunžu skaitu un nosūtiet to pašu pieprasījumu vēlreiz.',
        operator:
          'Skatiet žurnālā, no kurienes nāk pierakstīšanās mēģinājumi. Ja mēģinājumi ir īsti, palaidiet vairāk instanču.',
      },
    },
    UnknownPath: {
      meaning: 'Šajā ceļā nav neviena galapunkta.',
      causes: [
        'Ceļš ir no cita servera, piemēram, `/oauth2/v2.0/token`.',
        'Izdevēja adresē ir ceļš, bet pieprasījumā tā nav vai tas ir divreiz.',
        'Adresē ir pārrakstīšanās kļūda, vai ceļš ir no jaunākas versijas.',
      ],
      change:
        'Galapunktu adreses ņemiet no metadatiem: `/.well-known/openid-configuration` zem izdevēja adreses. Vairums bibliotēku tā dara, ja tām norāda tikai izdevēju.',
    },
    MethodNotAllowed: {
      meaning: 'Šis galapunkts neatbalsta šādu HTTP metodi.',
      causes: [
        'Pilnvaras pieprasījums nosūtīts ar GET, vai adrese atvērta pārlūkprogrammā.',
        'Pāradresācija, piemēram, no http uz https, ir pārvērtusi POST par GET.',
      ],
      change:
        'Izmantojiet metodi, kas nosaukta atbildes galvenē `Allow`. Pilnvaras pieprasījumus sūta ar POST, tieši uz pareizo adresi.',
    },
    RequestTooLarge: {
      meaning: 'Pieprasījuma pamatteksts ir lielāks par 65536 baitiem.',
      causes: ['Pieprasījumā ir parametri, kas uz to neattiecas, piemēram, fails vai visa sesija.'],
      change: 'Sūtiet tikai tos parametrus, kurus galapunkts paredz.',
    },
    MalformedRequest: {
      meaning:
        'Pieprasījumu nevar nolasīt tā, kā tas nosūtīts: tas ir nepareizi noformēts, kāds parametrs tajā atkārtojas vai ir nepareizā vietā.',
      causes: [
        'Pamatteksts ir JSON vai multipart, nevis kodēts kā veidlapa.',
        'Kāds parametrs ir URL, nevis pamattekstā.',
        'Kāds parametrs nosūtīts divreiz, vai klients autentificējas divos veidos vienlaikus.',
        'Kāda īpašā rakstzīme nav kodēta ar procentu zīmi.',
      ],
      change:
        'Sūtiet katru parametru vienu reizi, pamattekstā, kodētu kā veidlapu UTF-8 kodējumā, ar galveni `Content-Type: application/x-www-form-urlencoded`. Vērtību kodēšanu uzticiet bibliotēkai. Kurš parametrs tas bija, pateikts `error_description`.',
    },
    MissingParameter: {
      meaning: 'Trūkst obligāta parametra, vai tas ir tukšs.',
      causes: [
        'Kāds mainīgais lietotnē vai tās iestatījumos ir tukšs.',
        'Parametra nosaukumā ir pārrakstīšanās kļūda.',
        'Pamatteksts vispār nav nosūtīts.',
      ],
      change: 'Pievienojiet `error_description` nosaukto parametru kopā ar vērtību.',
    },
    UnsupportedGrantType: {
      meaning: 'Serveris šādu piešķīruma veidu neatbalsta.',
      causes: [
        'Piešķīruma veids uzrakstīts kļūdaini: pareizi ir `client_credentials`, nevis `client-credentials`.',
        'Lietotne ir paredzēta citam serverim vai piešķīruma veidam, kas šeit ir atspējots, piemēram, `password`, ja vien `PASSWORD_GRANT` nav `true`.',
      ],
      change:
        'Izmantojiet kādu piešķīruma veidu no metadatu saraksta `grant_types_supported`, rakstītu tieši tā, kā tur.',
    },
    InvalidClient: {
      meaning:
        'Klienta autentifikācija neizdevās. Pieprasījuma sūtītājam netiek pateikts, vai klients nav zināms, vai tā akreditācijas dati ir nepareizi, vai klients ir reģistrēts citai metodei; iemesls ir žurnālā.',
      causes: [
        'Noslēpums ir nepareizs, aprauts vai no citas vides.',
        '`client_id` ir nepareizs vai pieder citam serverim.',
        'Noslēpums nosūtīts veidā, kuram klients nav reģistrēts: galvenē, nevis pamattekstā, vai otrādi.',
        'Klienta apliecinājums parakstīts ar atslēgu, kas nav reģistrēta, vai jau ir izmantots.',
      ],
      change:
        'Salīdziniet `client_id` un noslēpumu vai atslēgu, ar kuru paraksta klienta apliecinājumu, ar reģistrēto un lietojiet metodi, kurai klients ir reģistrēts (`token_endpoint_auth_method`). Katram pieprasījumam veidojiet jaunu apliecinājumu. Precīzu iemeslu uzturētājs atradīs žurnālā pēc `trace_id`.',
    },
    MissingCredentials: {
      meaning: 'Pieprasījumā nav klienta akreditācijas datu, bet klientam vai galapunktam tie ir vajadzīgi.',
      causes: [
        'Noslēpums lietotnes iestatījumos ir tukšs.',
        'Bibliotēkai ir norādīts, ka klients ir publisks.',
        'Starpniekserveris ir noņēmis galveni `Authorization`.',
      ],
      change: 'Sūtiet noslēpumu ar HTTP Basic autentifikāciju vai pamattekstā kā `client_secret`.',
    },
    ClientSecretExpired: {
      meaning: 'Klienta noslēpums ir pareizs, bet tā derīgums ir beidzies.',
      causes: [
        'Ir pagājis noslēpuma ierakstā norādītais laiks `expires_at`.',
        'Lietotne joprojām izmanto vecāko no diviem noslēpumiem.',
      ],
      change:
        'Palūdziet uzturētājam jaunu noslēpumu un ievietojiet to lietotnē. Vienlaikus var būt derīgi divi noslēpumi, tāpēc nākamreiz maiņa var notikt bez pārtraukuma.',
    },
    PublicClientWithCredentials: {
      meaning:
        'Klients ir reģistrēts kā publisks, tāpēc tas nedrīkst sūtīt noslēpumu vai apliecinājumu. To pasaka tikai žurnāls.',
      causes: [
        'Bibliotēka vienmēr sūta noslēpumu, ja tai nav norādīts citādi.',
        'Klientu vajadzēja reģistrēt kā konfidenciālu.',
      ],
      change: 'Nesūtiet noslēpumu. Ja lietotne noslēpumu spēj nosargāt, lūdziet klientu reģistrēt kā konfidenciālu.',
    },
    InvalidAssertion: {
      meaning:
        'Klienta apliecinājums nav parakstīts JWT ar tādu galveni un tādiem datiem, kādi šim serverim vajadzīgi.',
      causes: [
        'Bibliotēka paraksta ar `HS256` vai neparaksta vispār.',
        'Galvenē ir sūtītāja atslēga, piemēram, `jwk` vai `x5c`.',
        'Trūkst `exp`, `jti` vai `sub`.',
      ],
      change:
        'Parakstiet apliecinājumu ar `ES256`, `RS256`, `PS256` vai `EdDSA`. `iss` un `sub` ir `client_id`, `aud` ir izdevējs, `exp` ir dažas minūtes uz priekšu, un `jti` katru reizi ir jauns. Kas trūkst, pasaka `error_description`.',
    },
    AssertionNotValidNow: {
      meaning: 'Klienta apliecinājuma derīgums ir beidzies, vēl nav sācies vai ir pārāk ilgs.',
      causes: [
        'Klienta pulkstenis atšķiras vairāk nekā par 15 sekundēm.',
        'Lietotne izmanto vienu apliecinājumu vairākiem pieprasījumiem.',
        '`exp` ir vairāk nekā stundu uz priekšu vai ir milisekundēs.',
      ],
      change:
        'Katram pieprasījumam veidojiet jaunu apliecinājumu, kura `exp` ir dažas minūtes uz priekšu, sekundēs kopš 1970. gada. Pārbaudiet datora pulksteni.',
    },
    WrongAssertionAudience: {
      meaning: 'Klienta apliecinājums ir paredzēts citam serverim vai vairākiem serveriem reizē.',
      causes: [
        '`aud` ir citas vides URL.',
        'Izdevējs uzrakstīts citādi, piemēram, ar slīpsvītru beigās.',
        '`aud` ir saraksts ar vairākām vērtībām.',
      ],
      change: 'Norādiet laukā `aud` tikai `issuer` no metadatiem, rakstītu tieši tā, kā tur.',
    },
    AssertionSubjectMismatch: {
      meaning: 'Klienta apliecinājuma `iss` un `sub` atšķiras.',
      causes: [
        'Viens no tiem ir servera URL, nevis `client_id`.',
        'Bibliotēka iestatīta apliecinājumiem par lietotājiem (RFC 7523 2.1. sadaļa).',
        'Tas ir platformas marķieris, kura `iss` nav URL.',
      ],
      change: 'Gan `iss`, gan `sub` norādiet `client_id`.',
    },
    AssertionClientMismatch: {
      meaning: 'Pieprasījuma `client_id` nav tas, kam veidots klienta apliecinājums.',
      causes: ['Lietotnē sajaukti divu klientu iestatījumi.', 'Vienā no abām vietām `client_id` uzrakstīts kļūdaini.'],
      change: 'Sūtiet to `client_id`, kas ir apliecinājuma `sub`, vai nesūtiet šo parametru.',
    },
    WrongAuthenticationMethod: {
      meaning: 'Klients ir zināms, bet ir reģistrēts citai autentifikācijas metodei.',
      causes: [
        'Noslēpums nosūtīts pamattekstā, nevis galvenē, vai otrādi.',
        'Klients pārgājis no noslēpuma uz atslēgu, bet lietotne joprojām sūta noslēpumu.',
        'Kāds mēģina uzminēt.',
      ],
      change:
        'Sūtiet akreditācijas datus tā, kā norāda klienta ieraksta `token_endpoint_auth_method`, vai mainiet ierakstu. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    WrongAssertionSignature: {
      meaning: 'Klients ir zināms, bet neviena tā atslēga neatbilst apliecinājuma `kid`, `alg` un parakstam.',
      causes: [
        'Lietotne paraksta ar jaunu atslēgu, kuras klienta ierakstā vēl nav.',
        'Galvenes `kid` atšķiras no ieraksta `kid`.',
        'Ieraksts atļauj citu algoritmu (`token_endpoint_auth_signing_alg`).',
        'Kāds mēģina uzminēt.',
      ],
      change:
        'Salīdziniet lietotnes publisko atslēgu ar klienta ieraksta `jwks`. Mainīts ieraksts stājas spēkā minūtes laikā. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    ClientKeysUnreachable: {
      meaning: 'Atslēgas, ar kurām pārbaudīt klienta apliecinājumu, nevar iegūt.',
      causes: [
        'Klienta ieraksta `jwks_uri` uzrakstīts kļūdaini, vai tā serveris nedarbojas.',
        'Resursdatora vārdam ir privāta adrese, ar kuru šis serveris nesavienojas.',
        'Serveris pāradresē, vai tā sertifikāts nav derīgs.',
      ],
      change:
        'Atrodiet žurnāla rindu `remote_document_failed`, kas pasaka, kas nav kārtībā, un salabojiet serveri vai ierakstu. Iepriekš iegūtās atslēgas izmanto vēl vienu dienu. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    UnknownFederatedIssuer: {
      meaning: 'Klients ir zināms, bet tam nav federēto akreditācijas datu marķiera izdevējam.',
      causes: [
        'Klienta ierakstā `issuer` uzrakstīts citādi, piemēram, ar slīpsvītru beigās.',
        'Platforma izsniedz citas versijas marķierus: pārvaldīto identitāšu marķierus izsniedz `sts.windows.net` vai `login.microsoftonline.com`.',
        'Pieprasījumā ir cita klienta `client_id`.',
      ],
      change:
        'Pārkopējiet marķiera `iss` bez izmaiņām akreditācijas datu laukā `issuer`. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    WrongFederatedAudience: {
      meaning: 'Klientam ir federētie akreditācijas dati marķiera izdevējam un subjektam, bet ne tā auditorijai.',
      causes: [
        'Darba slodze platformai prasījusi marķieri citai auditorijai.',
        'Marķieris ir vairākām auditorijām, un akreditācijas datos nav visu.',
      ],
      change:
        'Prasiet marķieri tai auditorijai, kas ir akreditācijas datos. Laukā `audiences` norādiet tikai to, kas apzīmē šo serveri. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    WrongFederatedSubject: {
      meaning: 'Klientam ir federētie akreditācijas dati marķiera izdevējam, bet ne tā subjektam.',
      causes: [
        'Darbs notiek citā zarā, citā vidē vai citā repozitorijā.',
        'Podam ir cits pakalpojuma konts vai cita nosaukumvieta.',
        'Šo `client_id` izmanto cita tās pašas platformas darba slodze.',
      ],
      change:
        'Ja darba slodze drīkst rīkoties kā šis klients, pārkopējiet tās marķiera `sub` akreditācijas datu laukā `subject`. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    WrongFederatedClaims: {
      meaning: 'Marķieris atbilst klienta federētajiem akreditācijas datiem, izņemot kādu no tā laukiem.',
      causes: [
        'Kādam laukam ir cita vērtība vai cits tips: `"1"` nav `1`.',
        'Marķierī šī lauka nav.',
        'Repozitorijs ir pārdēvēts, un vecais nosaukums ir citam.',
      ],
      change:
        'Salīdziniet akreditācijas datu `claims` ar marķiera laukiem. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    AssertionReplayed: {
      meaning: 'Klienta apliecinājums ir pareizs, bet jau ir izmantots.',
      causes: [
        'Lietotne izmanto vienu apliecinājumu vairākiem pieprasījumiem.',
        'Starpniekserveris vai bibliotēka pieprasījumu atkārtoja.',
        'Kāds ir nokopējis apliecinājumu.',
      ],
      change:
        'Katram pieprasījumam veidojiet jaunu apliecinājumu ar jaunu `jti`. Ja neviena jūsu lietotne pieprasījumus neatkārto, noskaidrojiet, kur apliecinājums nolasīts. Pieprasījuma sūtītājs saņem tikai AADSTS70002.',
    },
    UnknownClient: {
      meaning: 'Ar šādu `client_id` neviens klients nav reģistrēts.',
      causes: [
        '`client_id` uzrakstīts kļūdaini vai pieder citam serverim vai citai videi.',
        'Klients ir noņemts, vai tā ieraksts nekad nav izvietots.',
        'Kāds mēģina uzminēt.',
      ],
      change:
        'Salīdziniet `client_id` ar reģistrētajiem klientiem: krātuvē un failā `CLIENTS_FILE`. Šo kļūdu atgriež tikai `/authorize`; pārējie galapunkti atgriež AADSTS70002 un ieraksta šo numuru žurnālā kā `reason`.',
    },
    WrongClientSecret: {
      meaning: 'Klients ir zināms, bet nosūtītais noslēpums neatbilst nevienam no tā noslēpumiem.',
      causes: [
        'Noslēpums ir nomainīts šeit, bet ne lietotnē.',
        'Ceļā uz lietotnes iestatījumiem noslēpums ir aprauts vai izmainīts.',
        'Kāds mēģina uzminēt.',
      ],
      change: 'Ievietojiet lietotnē pareizo noslēpumu. Pazaudētu noslēpumu nevar nolasīt: izsniedziet citu.',
    },
    ClientThrottled: {
      meaning:
        'Šim klientam vai no šīs adreses saņemts pārāk daudz nepareizu noslēpumu. Pareizs noslēpums tiek pieņemts jebkurā laikā.',
      causes: [
        'Lietotne turpina mēģināt ar nepareizu noslēpumu.',
        'Ar nepareizu noslēpumu mēģina cita lietotne, kurai ir tā pati adrese.',
        'Kāds mēģina uzminēt noslēpumu.',
      ],
      change:
        'Izlabojiet noslēpumu un nosūtiet pieprasījumu vēlreiz: gaidīt nevajag. Ja nezināt, kas tajā nepareizs, nosūtiet `trace_id` uzturētājam, kurš žurnālā var atrast iemeslu.',
    },
    UnauthorizedClient: {
      meaning: 'Klients ir zināms, bet šo piešķīruma veidu tas nedrīkst izmantot.',
      causes: [
        'Klienta ieraksta sarakstā `grant_types` šī piešķīruma veida nav.',
        'Klients ir publisks, bet šim piešķīruma veidam vajadzīgs konfidenciāls klients.',
      ],
      change:
        'Izmantojiet kādu `error_description` nosauktu piešķīruma veidu vai lūdziet uzturētājam šo veidu klientam atļaut.',
    },
    TokenOfAnotherClient: {
      meaning: 'Pilnvara, ko vajadzēja atsaukt, ir izsniegta citam klientam. Tā nav atsaukta.',
      causes: ['Lietotne autentificējas ar citu `client_id`, nevis to, ar kuru tā saņēma pilnvaru.'],
      change: 'Atsauciet pilnvaru kā tas klients, kurš to saņēma.',
    },
    InvalidScope: {
      meaning: 'Kāds tvērums ir nepareizi noformēts, nezināms vai šim klientam un resursam nav atļauts.',
      causes: [
        'Tvērums uzrakstīts kļūdaini; lielie un mazie burti tiek atšķirti.',
        'Tvēruma nav klienta ierakstā, vai tas pieder citam resursam.',
        'Tvērumi atdalīti ar komatiem, nevis atstarpēm.',
        'Pieprasījumā nav neviena tvēruma, un klienta ierakstā nav `default_scope`, vai tajā nav nekā šim resursam. Uzturētājs to var iestatīt; vairumam MCP klientu tas ir vajadzīgs.',
      ],
      change:
        'Pieprasiet tvērumus, kas nosaukti `error_description`, atdalot tos ar vienu atstarpi. Ja kāda tur trūkst, lūdziet uzturētājam to pievienot klienta ierakstam.',
    },
    InvalidResource: {
      meaning: 'Resurss (`resource`) ir nepareizi noformēts, vai šim klientam vai piešķīrumam tas nav atļauts.',
      causes: [
        'URI atšķiras no reģistrētā: svarīgi ir lielie un mazie burti ceļā un slīpsvītra aiz ceļa.',
        'Klienta ierakstā šī resursa nav vai vairs nav.',
        'Pierakstoties lietotājs piekrita citiem resursiem.',
      ],
      change: 'Sūtiet kādu no `error_description` nosauktajiem resursiem: absolūtu URI bez fragmenta.',
    },
    SeveralResources: {
      meaning: 'Pieprasījumā nosaukti vairāki resursi, bet pilnvara ir vienam.',
      causes: ['Bibliotēka sūta visus konfigurētos resursus uzreiz.'],
      change:
        'Katram resursam sūtiet atsevišķu pilnvaras pieprasījumu. Ar atjaunošanas pilnvaru katrā pieprasījumā var norādīt citu resursu.',
    },
    InvalidGrant: {
      meaning: 'Kodu vai atjaunošanas pilnvaru nav izsniedzis šis serveris, vai tā ir izsniegta citam klientam.',
      causes: [
        'Kods vai pilnvara ir aprauta vai kodēta divreiz.',
        'Tā nāk no cita servera vai citas vides.',
        'Tā ir izsniegta citam klientam.',
        'Tā ir tik veca, ka tās atslēgas vairs nav.',
      ],
      change:
        'Izmantojiet kodu vai pilnvaru tieši tādu, kādu to saņēmāt, un kā tas pats klients, kurš to saņēma. Ja arī tas neizdodas, lietotājam jāpierakstās vēlreiz.',
    },
    GrantExpired: {
      meaning: 'Koda vai atjaunošanas pilnvaras derīgums ir beidzies.',
      causes: [
        'Lietotne apmainīja kodu vēlāk nekā 60 sekundes pēc pierakstīšanās.',
        'Atjaunošanas pilnvara nav izmantota ilgāk, nekā atļauj klienta `refresh_token_lifetime`.',
        'Ir pienākušas piešķīruma beigas, ko atjaunošana nepagarina (`grant_lifetime`).',
      ],
      change:
        'Lietotājam jāpierakstās vēlreiz. Apmainiet kodu uzreiz un uztveriet šo kļūdu kā parastu sesijas beigšanos.',
    },
    CodeAlreadyRedeemed: {
      meaning: 'Autorizācijas kods jau ir izmantots. Kodu var izmantot tikai vienu reizi.',
      causes: [
        'Pāradresācijas lapa ielādēta vēlreiz, vai pārlūkprogramma to pieprasīja divreiz.',
        'Lietotne mēģināja vēlreiz, lai gan pirmais pieprasījums bija saņemts.',
        'Kods ir nonācis kāda cita rīcībā.',
      ],
      change:
        'Lietotājam jāpierakstās vēlreiz; parūpējieties, lai lietotne katru kodu sūtītu vienu reizi. Ja vien abi pieprasījumi netika saņemti dažu sekunžu laikā, ar pirmo iegūtās pilnvaras ir atsauktas.',
    },
    GrantRevoked: {
      meaning: 'Piešķīrums, kuram pieder šis kods vai šī atjaunošanas pilnvara, ir atsaukts.',
      causes: [
        'Lietotājs izrakstījās, vai lietotne pati atsauca kādu piešķīruma pilnvaru.',
        'Piešķīruma kods vai atjaunošanas pilnvara izmantota divreiz.',
        'Piešķīrumu atsauca uzturētājs, vai arī lietotājs vai klients ir atspējots vai noņemts.',
      ],
      change: 'Lietotājam jāpierakstās vēlreiz.',
    },
    RefreshTokenReused: {
      meaning:
        'Atjaunošanas pilnvara izmantota pēc tam, kad tā jau bija apmainīta pret nākamo. Tā, iespējams, ir divu pušu rīcībā, tāpēc viss piešķīrums ir atsaukts.',
      causes: [
        'Lietotne nesaglabāja jaunākajā atbildē saņemto atjaunošanas pilnvaru.',
        'Divi lietotnes procesi vai cilnes atjauno ar vienu un to pašu pilnvaru.',
        'Pilnvara ir nozagta, un to izmantoja gan zaglis, gan lietotne.',
      ],
      change:
        'Lietotājam jāpierakstās vēlreiz. Saglabājiet jauno atjaunošanas pilnvaru, pirms izmantojat piekļuves pilnvaru, un ļaujiet to vienlaikus atjaunot tikai vienam procesam.',
    },
    VerifierMismatch: {
      meaning: 'Trūkst `code_verifier`, vai tas neatbilst autorizācijas pieprasījuma `code_challenge` vērtībai.',
      causes: [
        'Pēc pāradresācijas lietotne izveidoja jaunu vērtību, nevis saglabāja pirmo.',
        'Vienlaikus notika divas pierakstīšanās, un viena pārrakstīja otras vērtību.',
        '`code_challenge` nav SHA-256, kas kodēts kā base64url bez aizpildījuma.',
      ],
      change:
        'Katrai pierakstīšanās reizei glabājiet savu `code_verifier`, piemēram, kopā ar tās `state`, un sūtiet to kopā ar kodu.',
    },
    InvalidProof: {
      meaning:
        'DPoP pierādījums ir nepareizi veidots, nepareizi parakstīts, pārāk vecs vai izveidots citam pieprasījumam.',
      causes: [
        '`htu` nav tieši šī galapunkta adrese, vai `htm` nav pieprasījuma metode.',
        'Ierīces pulkstenis kļūdās par vairāk nekā piecām minūtēm.',
        'Pierādījums parakstīts ar citu atslēgu, nevis ar `jwk` tā galvenē, vai tā `alg` netiek atbalstīts.',
        'Galvene `DPoP` nosūtīta divreiz.',
      ],
      change:
        'Katram pieprasījumam veidojiet jaunu pierādījumu ar DPoP bibliotēku un galapunktu no metadatiem. Kas nav kārtībā, norāda `error_description`.',
    },
    NonceRequired: {
      meaning: 'DPoP pierādījumā nav šī servera pašreizējās vienreizējās vērtības.',
      causes: [
        'Tas ir klienta pirmais pieprasījums, un klients vērtību vēl nevar zināt.',
        'Klients vērtību glabāja ilgāk par dažām minūtēm.',
      ],
      change:
        'Izveidojiet jaunu pierādījumu, kura `nonce` ir galvenes `DPoP-Nonce` vērtība, un nosūtiet pieprasījumu vēlreiz. Katra atbilde atnes vērtību nākamajam pieprasījumam.',
    },
    ProofAlreadyUsed: {
      meaning: 'DPoP pierādījums jau ir izmantots, bet pierādījums der tikai vienu reizi.',
      causes: [
        'Klients to pašu pieprasījumu nosūtīja vēlreiz ar to pašu pierādījumu.',
        'Pierādījums ir nozagts, un kāds to nosūtīja otrreiz.',
      ],
      change: 'Katram pieprasījumam, arī atkārtotam, veidojiet jaunu pierādījumu ar jaunu `jti`.',
    },
    ProofRequired: {
      meaning:
        'Pieprasījumā nav DPoP pierādījuma, bet klients, tā kods vai atjaunošanas pilnvara ir piesaistīta atslēgai.',
      causes: [
        'Lietotne neizmanto DPoP, kaut gan tās ierakstā ir `dpop_bound_access_tokens`.',
        'Lietotne izmanto DPoP, kad lietotāji pierakstās, bet ne tad, kad tā atjauno pilnvaras.',
        'Starpniekserveris noņēma galveni `DPoP`.',
      ],
      change:
        'Ar katru pilnvaras pieprasījumu galvenē `DPoP` sūtiet pierādījumu, kas vienmēr veidots ar to pašu atslēgu.',
    },
    WrongProofKey: {
      meaning:
        'DPoP pierādījums izveidots ar citu atslēgu, nevis to, kurai piesaistīts kods vai atjaunošanas pilnvara.',
      causes: [
        'Pēc restartēšanas lietotne izveidoja jaunu atslēgu, nevis saglabāja pierakstīšanās atslēgu.',
        'Kods vai atjaunošanas pilnvara ir nozagta no citas ierīces.',
      ],
      change:
        'Glabājiet atslēgu kopā ar atjaunošanas pilnvaru un lietojiet tās kopā. Ja atslēga ir zudusi, lieciet lietotājam pierakstīties vēlreiz.',
    },
    InvalidProofAtResource: {
      meaning: 'DPoP pierādījuma, kam jānāk kopā ar piekļuves pilnvaru, nav, tas nav derīgs vai jau ir izmantots.',
      causes: [
        'Pieprasījumā nav galvenes `DPoP`, vai pierādījumā nav `ath`, piekļuves pilnvaras jaucējvērtības.',
        'Pierādījums izveidots ar citu atslēgu, nevis to, kurai piesaistīta pilnvara.',
        'Pierādījums izveidots citai adresei vai metodei vai nosūtīts divreiz.',
      ],
      change:
        'Sūtiet pilnvaru kā `Authorization: DPoP` ar jaunu pierādījumu šai adresei, kas veidots ar pilnvaras atslēgu un satur `ath`. Kas nav kārtībā, norāda `error_description`.',
    },
    NonceRequiredAtResource: {
      meaning:
        'DPoP pierādījumā, kas atnāca kopā ar piekļuves pilnvaru, nav šī servera pašreizējās vienreizējās vērtības.',
      causes: [
        'Tas ir pirmais pieprasījums, tāpēc klients vērtību vēl nevar zināt.',
        'Klients vērtību glabāja ilgāk par dažām minūtēm.',
      ],
      change:
        'Izveidojiet jaunu pierādījumu, kura `nonce` ir galvenes `DPoP-Nonce` vērtība, un vēlreiz nosūtiet to kopā ar to pašu piekļuves pilnvaru.',
    },
    RedirectUriMismatch: {
      meaning: '`redirect_uri` nesakrīt ar autorizācijas pieprasījumā norādīto.',
      causes: [
        'Adreses atšķiras ar slīpsvītru, portu vai ar http un https.',
        'Lietotne aiz starpniekservera adresi veido no jauna un iegūst citu.',
      ],
      change:
        'Kopā ar kodu sūtiet to pašu `redirect_uri`, kas bija autorizācijas pieprasījumā, rakstzīmi pa rakstzīmei.',
    },
    InvalidSubjectToken: {
      meaning:
        'Pilnvaru `subject_token` nav izsniedzis ne šis serveris, ne cits izdevējs, kam klienta ieraksts uzticas, vai arī tā ir bojāta.',
      causes: [
        'Pilnvara ir nogriezta, vai tai priekšā ir vārds `Bearer`.',
        'Tā ir ID pilnvara, atjaunošanas pilnvara vai kods; apmainīt var tikai piekļuves pilnvaru.',
        'Tā ir no cita servera vai vides, un klienta ieraksta daļā `token_exchange` nav noteikuma šim izdevējam (`issuer`).',
        'Tā ir no cita izdevēja, un tās paraksts, laiki vai apgalvojumi nav tādi, kādiem jābūt. Kuri, teikts `error_description`.',
      ],
      change:
        'Sūtiet pilnvaru tieši tādu, kādu izsaucējs to atsūtīja jūsu API, un salīdziniet tās `iss` ar klienta ierakstu.',
    },
    SubjectTokenOfAnotherAudience: {
      meaning: 'Pilnvara `subject_token` ir adresātam, kura pilnvaras šis klients apmainīt nedrīkst.',
      causes: [
        'Lietotne pieprasīja pilnvaru citai API, bet atsūtīja to šai.',
        'Klienta ieraksta daļā `token_exchange` nav noteikuma šim pilnvaras adresātam.',
        'API autentificējas ar citu `client_id`, nekā paredzēts.',
      ],
      change: {
        caller:
          'Salīdziniet pilnvaras `aud` ar savas API adresātu. API ir jānoraida pilnvaras, kas nav tai, pirms tā tās apmaina.',
        operator: 'Salīdziniet klienta ieraksta `introspects` un `token_exchange` ar pilnvaras `aud`.',
      },
    },
    SubjectTokenExpired: {
      meaning: 'Pilnvaras `subject_token` termiņš ir beidzies, vai tā ir atsaukta.',
      causes: [
        'API glabāja izsaucēja pilnvaru ilgāk, nekā tā ir derīga.',
        'Lietotājs izrakstījās, vai arī piešķīrums vai klients, kam pieder pilnvara, ir atsaukts vai noņemts.',
        'Pilnvara pati iegūta apmaiņā pret citu, un tā vairs nav derīga.',
      ],
      change: 'Atbildiet savam izsaucējam ar 401, lai tas iegūst jaunu pilnvaru un izsauc vēlreiz.',
    },
    ActorTokenRefused: {
      meaning: 'Pilnvara `actor_token` ir nepareiza, beigusies vai atsaukta, vai šajā apmaiņā tādu nepieņem.',
      causes: [
        'Bibliotēka sūta savu pilnvaru kā `actor_token`, bet darbojas tas klients, kas autentificējas.',
        'Klienta ieraksts prasa `actor_token` (`"actor": "actor_token"`), bet atsūtītā vairs nav derīga, ir izsniegta citam klientam vai pati iegūta apmaiņā.',
      ],
      change: 'Dariet, kā teikts `error_description`: nesūtiet `actor_token` un `actor_token_type` vai sūtiet citu.',
    },
    SubjectTokenKeysMissing: {
      meaning: 'Pilnvaras `subject_token` izdevēja publiskās atslēgas neizdevās iegūt, tāpēc parakstu nevar pārbaudīt.',
      causes: [
        'Izdevējs nedarbojas, vai tā metadati no šī servera nav sasniedzami.',
        'Izdevējs ir tīklā, kuru šis serveris nedrīkst sasniegt, piemēram, atsevišķā klasterī.',
      ],
      change: {
        caller:
          'Pēc minūtes sūtiet to pašu pieprasījumu vēlreiz. Ja neizdodas atkal, paziņojiet šī servera uzturētājam.',
        operator:
          'Cēlonis ir žurnāla rindā. Ja izdevējs nav sasniedzams, ielieciet tā atslēgas klienta ierakstā (`subject_token.jwks`).',
      },
    },
    TooManyExchanges: {
      meaning: 'Pilnvara `subject_token` jau iegūta tik daudzās apmaiņās, ka vēlreiz to apmainīt nevar.',
      causes: ['API izsauc cita citu pa apli.', 'API ķēde aiz viena izsaukuma ir ļoti gara.'],
      change: 'Aplūkojiet pilnvaras `act`: tur API nosauktas izsaukšanas secībā, pēdējā ir pirmā.',
    },
    UnsupportedResponseType: {
      meaning: 'Autorizācijas pieprasījumā prasīts atbildes veids, kas netiek atbalstīts. Tiek atbalstīts `code`.',
      causes: [
        'Lietotne izmanto netiešo vai jaukto plūsmu: `token`, `id_token` vai to apvienojumu.',
        'Parametrs `response_type` uzrakstīts kļūdaini.',
      ],
      change: 'Sūtiet `response_type=code` ar PKCE. To izmanto arī vienas lapas lietotnes.',
    },
    UnsupportedResponseMode: {
      meaning:
        'Autorizācijas pieprasījumā prasīts atbildes režīms, kas netiek atbalstīts. Tiek atbalstīti `query`, `fragment` un `form_post`, taču `form_post` tikai tad, ja pāradresācijas adrese sākas ar `https:` vai `http:`.',
      causes: [
        'Bibliotēkā iestatīta parakstīta atbilde (JARM) vai `web_message`.',
        'Pāradresācijas adresei ir lietotnes shēma, un uz to pārlūkprogramma veidlapu nosūtīt nevar.',
      ],
      change:
        'Sūtiet `response_mode=query` vai parametru nesūtiet. Datora lietotne, kurai vajadzīgs `form_post`, var izmantot tādu pāradresācijas adresi kā `http://localhost`.',
    },
    InvalidRedirectUri: {
      meaning: 'Autorizācijas pieprasījuma `redirect_uri` klientam nav reģistrēts. Lietotājs uz to netiek pāradresēts.',
      causes: [
        'Adreses atšķiras ar slīpsvītru, portu, lielajiem un mazajiem burtiem vai ar http un https.',
        'Jaunas vides adrese nekad nav reģistrēta.',
        'Parametra trūkst, bet klientam ir vairākas adreses.',
        'Kāds mēģina panākt, lai kods tiktu sūtīts citur.',
      ],
      change:
        'Reģistrējiet adresi tieši tādu, kādu to sūta lietotne, rakstzīmi pa rakstzīmei (klienta `redirect_uris`). Ports drīkst atšķirties tikai publiska klienta atgriezeniskās cilpas (loopback) adresei.',
    },
    MissingCodeChallenge: {
      meaning: 'Autorizācijas pieprasījumā nav `code_challenge`, bet šim klientam tas vajadzīgs.',
      causes: [
        'PKCE bibliotēkā ir atspējots, vai bibliotēka ir vecāka par PKCE.',
        'Parametrs pa ceļam ir pazudis, vai kāds to ir noņēmis.',
      ],
      change:
        'Iespējojiet bibliotēkā PKCE vai sūtiet `code_challenge` un `code_challenge_method=S256`. Konfidenciāls klients tā vietā drīkst sūtīt `nonce` un tvērumu `openid`, ja vien tā ierakstā nav `require_pkce: true`. Klientam, kas nevar sūtīt ne vienu, ne otru, uzturētājs var iestatīt `require_nonce: false`, bet tas mazina aizsardzību.',
    },
    InvalidCodeChallenge: {
      meaning: '`code_challenge` ir nepareizi noformēts, vai tā metode nav S256.',
      causes: [
        'Parametra `code_challenge_method` trūkst, vai tajā ir `plain`.',
        'Vērtība nav SHA-256 base64url pierakstā: tai ir aizpildījums, vai tas ir pats verifikators.',
      ],
      change:
        'Sūtiet `code_challenge_method=S256` un parametrā `code_challenge` verifikatora SHA-256 base64url pierakstā: 43 rakstzīmes bez aizpildījuma.',
    },
    LoginRequired: {
      meaning: 'Lietotne lūdza nerādīt nevienu lapu (`prompt=none`), bet lietotājam jāpierakstās.',
      causes: [
        'Šajā pārlūkprogrammā šim serverim neviens nav pierakstījies, vai sesija ir beigusies.',
        'Pārlūkprogramma nenosūta sesijas sīkdatni, piemēram, slēptā rāmī citā vietnē.',
        'Lietotne ar `max_age` prasīja jaunu pierakstīšanos vai ar `login_hint` citu lietotāju.',
      ],
      change: 'Uztveriet to kā parastu atbildi: nosūtiet lietotāju uz `/authorize` bez `prompt=none`.',
    },
    UnmetAuthenticationRequirements: {
      meaning:
        'Lietotne parametrā `claims` prasa obligātu `acr`: tā pieņem tikai lietotājus, kas pierakstījušies noteiktā veidā. Šis lietotājs pierakstījās citādi.',
      causes: [
        'Lietotne prasa vērtību, ko šis serveris nekad nedod. Metadatu `acr_values_supported` uzskaita tās, kas nozīmē paroli.',
        'Lietotājs pierakstījās pie cita nodrošinātāja, kas nosauc citu `acr` vai nevienu.',
        'Lietotne rakstīta citam serverim, kura vērtībām ir citi nosaukumi.',
      ],
      change: 'Prasiet vērtību, ko šis serveris dod, vai izlaidiet `essential` un salīdziniet `acr` ID pilnvarā.',
    },
    ConsentRequired: {
      meaning:
        'Lietotne lūdza nerādīt nevienu lapu (`prompt=none`), bet lietotājs vēl nav piekritis visam, ko lietotne prasa.',
      causes: ['Lietotne prasa jaunu tvērumu.', 'Lietotājs piekrišanu ir atsaucis.'],
      change: 'Nosūtiet lietotāju uz `/authorize` bez `prompt=none`.',
    },
    InteractionRequired: {
      meaning:
        'Lietotne lūdza nerādīt nevienu lapu (`prompt=none`), bet šāda lietotne kodu bez lietotāja klikšķa nesaņem nekad.',
      causes: [
        'Klients ir publisks un tā adrese ir lietotāja paša ierīcē, tāpēc par to varētu uzdoties jebkura programma.',
      ],
      change: 'Nosūtiet lietotāju uz `/authorize` bez `prompt=none`. Ja ir sesija, pietiek ar vienu klikšķi.',
    },
    AccessDenied: {
      meaning: 'Lietotājs liedza lietotnes prasīto piekļuvi.',
      causes: ['Lietotājs izvēlējās piekļuvi neatļaut.', 'Lietotne prasa vairāk, nekā lietotājs gaidījis.'],
      change: 'Nekas nav jālabo. Pastāstiet lietotājam, kam lietotnei piekļuve vajadzīga, un ļaujiet sākt vēlreiz.',
    },
    AuthorizationPending: {
      meaning: 'Lietotājs par ierīci vēl nav izlēmis. Tā ir parasta atbilde, kamēr ierīce gaida.',
      causes: ['Lietotājs lapu vēl nav atvēris vai vēl pierakstās.'],
      change:
        'Jautājiet vēlreiz pēc ierīces pilnvarošanas atbildē norādītā `interval`, līdz saņemat citu atbildi vai ierīces kods beidzas.',
    },
    PollingTooFast: {
      meaning: 'Lietotājs par ierīci vēl nav izlēmis, un ierīce jautā biežāk, nekā tai norādīts.',
      causes: [
        'Ierīce neievēro `interval`.',
        'Pēc iepriekšējā `slow_down` ierīce negaidīja par piecām sekundēm ilgāk.',
        'Ar vienu ierīces kodu jautā divi procesi.',
      ],
      change: 'Šim un visiem turpmākajiem pieprasījumiem ar šo ierīces kodu pagariniet intervālu par piecām sekundēm.',
    },
    DeviceCodeExpired: {
      meaning: 'Ierīces kods beidzās, pirms par to tika izsniegtas pilnvaras.',
      causes: ['Lietotājs neizlēma `expires_in` sekunžu laikā.', 'Ierīce pārtrauca jautāt un atsāka pārāk vēlu.'],
      change: 'Nosūtiet jaunu ierīces pilnvarošanas pieprasījumu un parādiet lietotājam jauno kodu.',
    },
    DeviceRequestExpired: {
      meaning: 'Ierīcē redzamais kods beidzās, pirms lietotājs izlēma.',
      causes: ['Lietotājam vajadzēja ilgāk par `expires_in` sekundēm, piemēram, lai pierakstītos.'],
      change: 'Lietotājam ierīcē jāsāk no jauna un jāievada jaunais kods.',
    },
    WrongUserCode: {
      meaning:
        'Ar šādu lietotāja kodu lēmumu negaida neviena ierīce. Atbilde ir vienāda nepareizam, beigušamies un izlietotam kodam.',
      causes: ['Lietotājs kodu ievadīja kļūdaini.', 'Kods ir beidzies.', 'Par ierīci kāds jau ir izlēmis.'],
      change: 'Salīdziniet kodu ar ierīcē redzamo. Ja tas ir pareizs, sāciet ierīcē no jauna, lai saņemtu jaunu kodu.',
    },
    UserCodesThrottled: {
      meaning:
        'No šīs adreses vai no visām adresēm kopā saņemts pārāk daudz nepareizu lietotāja kodu. Jauni kodi kādu laiku tiek noraidīti.',
      causes: ['Lietotājs vai citi ar to pašu adresi vairākkārt kļūdījās.', 'Kāds mēģina kodus uzminēt.'],
      change:
        'Pagaidiet tik sekunžu, cik norādīts galvenē `Retry-After`, un tad ievadiet ierīces kodu vēlreiz. Pārlūkprogrammu, kurā kāds lietotājs jau ir pierakstījies, citu nepareizie kodi neietekmē.',
    },
    PublicRequestsThrottled: {
      meaning:
        'No šīs adreses saņemts pārāk daudz publisku klientu ierīces pilnvarošanas vai iepriekš iesniegtu pieprasījumu. Jauni kādu laiku tiek noraidīti.',
      causes: [
        'Lietotne atkal un atkal sāk jaunu pierakstīšanos, nevis turpina ar ierīces kodu vai `request_uri`, kas tai jau ir.',
        'Daudzām ierīcēm vai lietotājiem ir viena adrese.',
        'Kāds mēģina piepildīt krātuvi.',
      ],
      change:
        'Pagaidiet tik sekunžu, cik norādīts galvenē `Retry-After`. Izmantojiet ierīces kodu vai `request_uri`, kas jums jau ir.',
    },
    DeviceAlreadyDecided: {
      meaning: 'Par šo ierīci kāds jau ir izlēmis, un lēmums nemainās.',
      causes: [
        'Lapa bija atvērta divās cilnēs vai pēc lēmuma pārlādēta.',
        'To pašu kodu pirmais ievadīja cits cilvēks.',
      ],
      change:
        'Paskatieties ierīcē: tajā redzams, vai pierakstīšanās ir izdevusies. Ja izlēmāt ne jūs, sāciet ierīcē no jauna, lai saņemtu jaunu kodu.',
    },
    RedirectTooLong: {
      meaning:
        'Kopā ar kodu vai `state` pāradresācijas adrese būtu garāka par 4096 rakstzīmēm, un pārlūkprogrammas vai serveri pa ceļam to var apraut. Ar `response_mode=form_post` drīkst būt 16384 rakstzīmes.',
      causes: [
        'Parametrā `state` ielikta vesela lapa vai sesija.',
        'Parametrā `state` ir rakstzīmes, kuras URL kodē ar procentu zīmi: katra kļūst par trim.',
        'Pieprasījumā nosaukts daudz resursu vai tvērumu, un kodā ir tie visi.',
      ],
      change: 'To, kas lietotnei jāatceras, glabājiet pašā lietotnē un sūtiet īsu, nejaušu `state`, kas uz to norāda.',
    },
    RequestObjectNotSupported: {
      meaning:
        'Autorizācijas pieprasījumā ir parametrs `request`, parakstīts pieprasījuma objekts, bet klienta ierakstā nav atslēgu, ar ko to pārbaudīt.',
      causes: ['Bibliotēkā iestatīti parakstīti pieprasījumi (JAR), bet klienta publiskās atslēgas nav reģistrētas.'],
      change: 'Reģistrējiet publiskās atslēgas klienta ierakstā kā `jwks`, vai sūtiet pašus parametrus.',
    },
    RequestUriNotSupported: {
      meaning:
        'Autorizācijas pieprasījuma `request_uri` nav izsniedzis `/par`. No citurienes šis serveris pieprasījumus neielādē.',
      causes: [
        'Bibliotēkā iestatīti pieprasījuma objekti ar atsauci (JAR ar `request_uri`).',
        'Iepriekš iesniegta pieprasījuma `request_uri` ir saīsināts vai mainīts.',
      ],
      change:
        'Iesniedziet pieprasījumu `/par` un izmantojiet atbildē saņemto `request_uri` bez izmaiņām, vai sūtiet pašus parametrus. Metadatos ir `request_uri_parameter_supported: false`; tas attiecas tikai uz atsaucēm uz citurieni.',
    },
    InvalidRequestUri: {
      meaning:
        '`/par` šo `request_uri` šim klientam nav izsniedzis, tas ir vecāks par 90 sekundēm vai jau izmantots. Tas der vienu reizi.',
      causes: [
        'Lietotājs saiti atvēra par vēlu, divreiz vai no pārlūkprogrammas vēstures.',
        'Saites priekšskatījums vai pārbaudes programma saiti atvēra pirms lietotāja.',
        '`client_id` adresē nav tā klienta, kurš pieprasījumu iesniedza.',
        'Klients pēc pieprasījuma iesniegšanas tika reģistrēts no jauna.',
      ],
      change:
        'Katrai pierakstīšanai tieši pirms pāradresācijas iesniedziet jaunu pieprasījumu; `request_uri` neglabājiet un nesūtiet citiem. Lietotājs var sākt lietotnē no jauna.',
    },
    InvalidRequestObject: {
      meaning:
        'Pieprasījuma objekts (`request`) nav JWT, ko šis klients ar kādu no savām atslēgām parakstījis šim serverim un šim brīdim.',
      causes: [
        'Privātā atslēga neatbilst nevienai atslēgai klienta ierakstā (`jwks`, `jwks_uri`), vai `kid` nosauc citu.',
        '`alg` nav ES256, RS256, PS256 vai EdDSA, vai nav klienta `request_object_signing_alg`.',
        '`iss` un `client_id` nav klienta identifikators, `aud` nav tikai šis izdevējs, vai `sub` ir klienta identifikators.',
        '`exp` trūkst, tas ir pagājis vai ir vairāk nekā stundu uz priekšu; vai arī klienta pulkstenis ir nepareizs.',
        'Kāds tā parametrs nav teksts vai, ja tas ir `resource`, tekstu saraksts.',
      ],
      change:
        'Izlabojiet to, ko norāda apraksts. Katrai pierakstīšanai veidojiet jaunu objektu, kas beidzas pēc minūtes vai divām.',
    },
    SignedRequestRequired: {
      meaning:
        'Šis klients ir reģistrēts ar `require_signed_request_object`, tāpēc tā autorizācijas pieprasījumi jāparaksta. Šis nebija parakstīts.',
      causes: [
        'Bibliotēka pieprasījumu veido bez paraksta. Jāieslēdz JAR, kā to dara openid-client funkcija `buildAuthorizationUrlWithJAR`.',
        'Kāds ir izdomājis saiti, lai sāktu pierakstīšanu lietotnes vārdā.',
      ],
      change: 'Sūtiet visus parametrus parakstītā pieprasījuma objektā kā `request` uz `/authorize` vai `/par`.',
    },
    PushedRequestRequired: {
      meaning:
        'Šis klients ir reģistrēts ar `require_pushed_authorization_requests`, tāpēc tā autorizācijas pieprasījumi iepriekš jāiesniedz `/par`. Šim parametri bija adresē.',
      causes: [
        'Bibliotēka parametrus ieliek adresē. Jāieslēdz PAR, kā to dara openid-client funkcija `buildAuthorizationUrlWithPAR`.',
        'Kāds ir izdomājis saiti, lai sāktu pierakstīšanu lietotnes vārdā.',
      ],
      change:
        'Nosūtiet parametrus uz `/par` kopā ar klienta autentifikāciju un lietotāju sūtiet uz `/authorize` ar `client_id` un atbildē saņemto `request_uri`.',
    },
    UnregisteredLogoutUri: {
      meaning:
        'Lietotnes `post_logout_redirect_uri` nav reģistrēts šai lietotnei, tāpēc uz turieni neviens netiek novirzīts.',
      causes: [
        'Adrese ir reģistrēta starp `redirect_uris`, kas paredzētas pierakstīšanās procesam.',
        'Adreses atšķiras ar slīpsvītru, portu vai ar http un https. Tās salīdzina rakstzīmi pa rakstzīmei.',
      ],
      change: 'Reģistrējiet adresi klienta ieraksta sarakstā `post_logout_redirect_uris`.',
    },
    IdTokenHintRefused: {
      meaning: 'Izrakstīšanās pieprasījuma `id_token_hint` nav ID pilnvara, ko šis serveris izsniedzis šim klientam.',
      causes: [
        'Lietotne nosūtīja piekļuves pilnvaru vai atjaunošanas pilnvaru.',
        'ID pilnvara ir no cita klienta, nekā norāda `client_id`, vai no citas vides.',
        'Atslēga, ar ko ID pilnvara parakstīta, kopš tā laika ir izņemta.',
      ],
      change:
        'Sūtiet pēdējās pierakstīšanās vai atjaunošanas ID pilnvaru, vai arī `client_id` bez `id_token_hint`. Tad lietotājam jautā.',
    },
    FormRefused: {
      meaning:
        'Šis serveris veidlapu šai pārlūkprogrammai nav izsniedzis, vai tā ir vecāka par dienu. Nekas nav mainīts.',
      causes: [
        'Pārlūkprogramma nepieņem šī servera sīkdatnes, vai tās izdzēstas, kamēr lapa bija atvērta.',
        'Lapa bija saglabāta vai pēc dienas atvērta no vēstures.',
        'Veidlapu lietotāja vārdā nosūtīja cita vietne.',
      ],
      change:
        'Atgriezieties lietotnē un sāciet vēlreiz. Ja tas atkārtojas katru reizi, atļaujiet šī servera sīkdatnes.',
    },
    HandoffResultInvalid: {
      meaning:
        'Pierakstīšanās lietotne atsūtīja lietotāju atpakaļ ar rezultātu, ko nevar izmantot: tas ir nepareizi veidots, nav tās parakstīts, beidzies vai atbild uz citu uzdevumu. `error_description` norāda, kas tieši.',
      causes: [
        'Pierakstīšanās lietotne paraksta ar atslēgu, kuras nav iestatījumā `HANDOFF_JWKS` vai adresē `HANDOFF_JWKS_URI`.',
        'Rezultātam trūkst kāda apgalvojuma, vai `iss`, `aud`, `typ` vai `challenge` nav tāds, kādam jābūt.',
        'Tās pulkstenis ir nepareizs, vai rezultāts parakstīts vairākas minūtes pirms pāradresācijas.',
        'Divās cilnēs notika divas pierakstīšanās, un pierakstīšanās lietotne tās sajauca.',
      ],
      change: {
        caller: 'Sāciet pierakstīšanos no jauna. Ja tā atkal neizdodas, nosūtiet uzturētājam šo ziņojumu.',
        operator:
          'Salīdziniet to, ko paraksta pierakstīšanās lietotne, ar `docs/handoff.md`, un tās atslēgas ar iestatījumiem.',
      },
    },
    HandoffOver: {
      meaning:
        'Uz šīs pierakstīšanās uzdevumu jau ir atbildēts, vai tas ir vecāks par pusstundu. Uz uzdevumu atbild vienreiz.',
      causes: [
        'Lietotājs pēc pierakstīšanās atgriezās pārlūkprogrammā atpakaļ vai atvēra adresi vēlreiz.',
        'Pierakstīšanās lietotnes lapa bija atvērta ilgāk par pusstundu.',
        'Kāds cits nosūtīja to pašu rezultātu vēlreiz.',
      ],
      change: 'Sāciet pierakstīšanos no jauna.',
    },
    HandoffForeign: {
      meaning:
        'Pierakstīšanās lietotnes rezultāts ir pierakstīšanās, ko sāka cita pārlūkprogramma. Tas ir noraidīts un arī tajā pārlūkprogrammā vairs nederēs.',
      causes: [
        'Saite uz pierakstīšanos atvērta citā pārlūkprogrammā, nevis tajā, kas to sāka.',
        'Pārlūkprogramma nepieņem šī servera sīkdatnes, vai tās izdzēstas pierakstīšanās laikā.',
        'Kāds nosūtīja lietotājam saiti, lai pierakstītu svešā kontā vai iekļūtu lietotāja kontā.',
      ],
      change:
        'Sāciet no jauna šajā pārlūkprogrammā, no lietotnes. Neatveriet pierakstīšanās saites, ko jums atsūtījis kāds cits.',
    },
    HandoffNotFresh: {
      meaning:
        'Lietotne pieprasīja jaunu pierakstīšanos vai tādu, kas nav vecāka par `max_age`, un pierakstīšanās lietotnes rezultāts to neapliecina.',
      causes: [
        'Pierakstīšanās lietotne neievēro uzdevuma `prompt` vai `max_age` un atbild no savas sesijas.',
        'Tās rezultātā nav `auth_time`.',
        'Tās pulkstenis atpaliek.',
      ],
      change: {
        caller: 'Nesūtiet `prompt=login` vai `max_age`, ja lietotnei tie nav vajadzīgi.',
        operator:
          'Ja uzdevuma `prompt` satur `login`, pierakstīšanās lietotnei jāprasa paroli vai citu apliecinājumu un `auth_time` jānorāda, kad tas notika.',
      },
    },
    HandoffRefused: {
      meaning: 'Pierakstīšanās lietotne atsūtīja lietotāju atpakaļ, viņu nepierakstījusi.',
      causes: ['Lietotājs tur izvēlējās atcelt.', 'Pierakstīšanās lietotne šo lietotāju šajā lietotnē nelaiž.'],
      change: 'Piedāvājiet lietotājam pierakstīties vēlreiz. Iemesls ir pierakstīšanās lietotnes žurnālā.',
    },
    InvalidCredentials: {
      meaning:
        'Lietotājvārds vai parole ir nepareiza. Pieprasījuma sūtītājam netiek pateikts, kurš no abiem; iemesls ir žurnālā.',
      causes: [
        'Parole ierakstīta kļūdaini vai ir mainīta.',
        'Lietotājvārds ir no cita servera.',
        'Lietotājs ir atspējots vai noņemts.',
      ],
      change:
        'Ierakstiet abus vēlreiz. Uzturētājs iemeslu atrod žurnālā pie šī `trace_id` un var iestatīt jaunu paroli.',
    },
    UnknownUser: {
      meaning: 'Katalogā nav lietotāja ar šādu vārdu.',
      causes: ['Vārds uzrakstīts kļūdaini vai pieder citam serverim.', 'Lietotājs ir noņemts.', 'Kāds mēģina uzminēt.'],
      change:
        'Salīdziniet vārdu ar `users list`. Ierakstītais žurnālā netiek rādīts, jo cilvēki tur kļūdas pēc mēdz ierakstīt paroli.',
    },
    UserDisabled: {
      meaning: 'Lietotājs katalogā ir atspējots.',
      causes: ['Uzturētājs lietotāju ir atspējojis.'],
      change: 'Ja tā bija kļūda, iespējojiet lietotāju ar `users enable`.',
    },
    WrongPassword: {
      meaning: 'Lietotājs ir zināms, bet parole ir nepareiza.',
      causes: ['Parole ierakstīta kļūdaini vai ir mainīta.', 'Kāds mēģina uzminēt.'],
      change: 'Lietotājs mēģina vēlreiz. Aizmirstu paroli nolasīt nevar: iestatiet citu ar `users set-password`.',
    },
    UserThrottled: {
      meaning:
        'Šim lietotājam vai no šīs adreses saņemts pārāk daudz nepareizu paroļu. Jauni mēģinājumi kādu laiku tiek noraidīti.',
      causes: ['Lietotājs paroli ir aizmirsis, vai kāda lietotne turpina mēģināt ar veco.', 'Kāds mēģina uzminēt.'],
      change:
        'Pagaidiet tik sekunžu, cik norādīts galvenē `Retry-After`. Pārlūkprogrammu, kurā šis lietotājs jau ir pierakstījies, citu neveiksmīgie mēģinājumi neietekmē.',
    },
    InvalidAccessToken: {
      meaning: 'Piekļuves pilnvaras trūkst, tā ir beigusies, atsaukta vai nav domāta šim galapunktam.',
      causes: [
        'Nav galvenes `Authorization: Bearer`, vai to noņēmis starpniekserveris.',
        'Pilnvara vai tās piešķīrums ir beidzies.',
        'Tā ir ID pilnvara vai atjaunošanas pilnvara, vai arī izsniegta bez tvēruma `openid`.',
      ],
      change: 'Galvenē `Authorization: Bearer` sūtiet derīgu piekļuves pilnvaru, kas izsniegta ar tvērumu `openid`.',
    },
    InsufficientScope: {
      meaning: 'Piekļuves pilnvara ir derīga, bet tajā nav tvēruma `openid`.',
      causes: ['Lietotne neprasīja `openid` vai, atjaunojot pilnvaru, tvērumu sašaurināja.'],
      change: 'Autorizācijas pieprasījumā prasiet tvērumu `openid`.',
    },
    UserNotAdmitted: {
      meaning:
        'Otrs pakalpojums apstiprināja, kas ir lietotājs, bet pierakstīties šeit viņam nav atļauts. Iemesls ir žurnālā.',
      causes: [
        'Šī pakalpojuma noteikumi atļauj tikai dažus nomniekus, domēnus, grupas vai lietotājus, un šis lietotājs starp tiem nav.',
        'Uzturētājs lietotāju ir atspējojis.',
        'Lietotājs pierakstījās ar citu kontu, nekā bija domājis.',
      ],
      change:
        'Pierakstieties vēlreiz ar pareizo kontu vai jautājiet uzturētājam: viņš iemeslu atrod žurnālā pie šī `trace_id`.',
    },
    UnknownProvider: {
      meaning: 'Autorizācijas pieprasījumā nosaukts pakalpojums, kura šim serverim nav.',
      causes: [
        'Parametrs `idp` uzrakstīts kļūdaini; tas ir pakalpojuma `id`, piemēram, `entra`.',
        'Pakalpojums ir noņemts vai pievienots pirms mazāk nekā minūtes.',
      ],
      change: 'Sūtiet esoša pakalpojuma `id` vai `idp` nesūtiet, lai lietotājs var izvēlēties.',
    },
    ProviderUnavailable: {
      meaning:
        'Pakalpojums, kurā lietotājs pierakstās, neatbild vai saka, ka pašlaik nevienu nevar pierakstīt. Citi veidi, kā pierakstīties, darbojas.',
      causes: [
        'Pakalpojums nedarbojas vai no šī servera nav sasniedzams.',
        'Pakalpojuma izdevējs uzrakstīts kļūdaini, vai tā adrese nav interneta adrese.',
      ],
      change:
        'Mēģiniet pēc dažām minūtēm vai pierakstieties citādi. Uzturētājs iemeslu atrod žurnālā pie šī `trace_id`.',
    },
    ProviderCancelled: {
      meaning: 'Pierakstīšanās otrā pakalpojumā tika atcelta vai noraidīta.',
      causes: [
        'Lietotājs devās atpakaļ vai nepiekrita tam, ko pakalpojums prasīja.',
        'Pakalpojuma administratoram šis serveris vispirms jāatļauj.',
      ],
      change: 'Pierakstieties vēlreiz vai citādi. Pakalpojuma teiktais ir lapā.',
    },
    ProviderRefused: {
      meaning: 'Otrs pakalpojums uz pierakstīšanos atbildēja ar kļūdu.',
      causes: [
        'Šī servera klienta noslēpums tur ir beidzies vai ir cits.',
        'Šī servera pāradresācijas URI tur nav reģistrēts.',
        'Lapa ielādēta vēlreiz: pakalpojuma kods der vienu reizi.',
      ],
      change:
        'Pierakstieties vēlreiz. Ja tas atkārtojas, šī servera uzturētājs pārbauda reģistrāciju pakalpojumā, kura kļūda ir lapā un žurnālā kā `upstream_error`.',
    },
    ProviderAnswerInvalid: {
      meaning: 'Otra pakalpojuma atbildi nevar pieņemt: tajā kaut kas nav tā, kā tika prasīts.',
      causes: [
        'ID pilnvaras izdevējs, saņēmējs, nonce vai paraksts nav pareizs.',
        'Tā ir cita pakalpojuma vai citas pierakstīšanās atbilde.',
        'Abu serveru pulksteņi atšķiras par vairāk nekā pusminūti.',
      ],
      change:
        'Pierakstieties vēlreiz. Ja tas atkārtojas, uzturētājs kļūdu atrod žurnālā pie šī `trace_id` un salīdzina `issuer` un `client_id`.',
    },
    ProviderNotFresh: {
      meaning:
        'Lietotne prasa pierakstīties no jauna (`prompt=login` vai `max_age`), bet otrs pakalpojums nesaka, ka tas noticis.',
      causes: [
        'Pakalpojums lietotājam neko neprasīja, jo viņš tur jau bija pierakstījies.',
        'Pakalpojums nesūta `auth_time`: Entra to sūta tikai pēc izvēles, bet GitHub to nesūta.',
      ],
      change: 'Pierakstieties vēlreiz vai citādi. Uzturētājs var panākt, ka pakalpojums sūta `auth_time`.',
    },
    UnknownErrorNumber: {
      meaning: 'Kļūdas ar šādu numuru nav.',
      causes: [
        'Numurs ierakstīts kļūdaini.',
        'Kļūda nāk no cita servera.',
        'Kļūda nāk no šī servera jaunākas versijas.',
      ],
      change:
        'Izmantojiet numuru, kas `error_description` tekstā ir aiz AADSTS, vai sameklējiet to starp visām kļūdām.',
    },
  },
};
