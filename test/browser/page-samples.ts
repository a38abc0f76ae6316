// The pages of sign-in and sign-out with everything that they can contain, and a server that shows them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consentPage } from '../../authorize/pages/consent-page.ts';
import { deviceDonePage } from '../../authorize/pages/device-done-page.ts';
import { refusalPage } from '../../authorize/pages/refusal-page.ts';
import { signInPage } from '../../authorize/pages/sign-in-page.ts';
import { userCodePage } from '../../authorize/pages/user-code-page.ts';
import { type Brand, defaultBrand } from '../../shared/html/brand.ts';
import { chooseLanguage, type Language } from '../../shared/html/language.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { failedPage } from '../../sign-out/pages/failed-page.ts';
import { signOutPage } from '../../sign-out/pages/sign-out-page.ts';
import { signedOutPage } from '../../sign-out/pages/signed-out-page.ts';

/** Not there: tests answer for it. */
const logo = 'https://logo.example/acme;1.svg?size=2';
const appLogo = 'https://reports.example/logo.svg';
const providerLogo = 'https://provider.example/logo.svg';
const otherLogo = 'https://other.example/logo.svg';
const brands: Readonly<Record<string, Brand>> = {
  tessera: defaultBrand,
  acme: { name: 'Acme Sky Lines', logo, colour: '#ffd400' },
};

const ada = { name: 'Ada Lovelace', username: 'ada@example.com' };
const app = { name: 'Nightly reports', host: 'reports.example' };

const rtl = { name: 'محمد بن موسى الخوارزمي', username: 'muhammad.ibn.musa.al-khwarizmi@algorithms.example' };
const providers = [
  { name: 'Entra ID', address: '?entra', logo: providerLogo },
  { name: 'GitHub', address: '?github', logo: otherLogo },
  { name: 'Latvijas Vienotā pieteikšanās un elektronisko pakalpojumu vide', address: '?long', logo: providerLogo },
];

/** A name with markup in it. */
const hostile = `\u202eevil\u202c </bdi></h1>"><b>Win a prize</b> ${'wwwwwwwwww'.repeat(30)}`;

const descriptions = { en: 'Read your reports', lv: 'Lasīt jūsu pārskatus', nb: 'Lese rapportene dine' };

type Made = (language: Language, brand: Brand) => Answer;

const error = {
  error: 'invalid_request',
  error_description:
    'AADSTS70004: The redirect_uri https://app.example/callback/with/a/long/path is not registered for this client.',
  error_codes: [70004],
  timestamp: '2026-11-21 10:02:54Z',
  trace_id: '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
  correlation_id: '0f1c0000-0000-4000-8000-0000000000ab',
  error_uri: 'https://issuer.example/error?error_code=70004',
};

const failure = {
  description: 'AADSTS50105: The user is not assigned to a role for the application.',
  block: { error_codes: '990088', trace_id: error.trace_id, provider_error: 'access_denied' },
  explanation: 'https://issuer.example/error?error_code=990088',
};

/** Each by its name in the address and the file of its picture. */
export const pages: Readonly<Record<string, Made>> = {
  'sign-in': (language, brand) => signInPage(asked(language, brand)),
  'sign-in-wrong': (language, brand) =>
    signInPage({ ...asked(language, brand), username: 'ada@example.com', problem: 'wrong' }),
  'sign-in-throttled': (language, brand) =>
    signInPage({ ...asked(language, brand), problem: 'throttled', retryAfter: 290, status: 429 }),
  'sign-in-continue': (language, brand) => signInPage({ ...asked(language, brand), continueAs: ada }),
  'sign-in-providers': (language, brand) =>
    signInPage({ ...asked(language, brand), app: { ...app, logo: appLogo }, providers }),
  'sign-in-two-providers': (language, brand) =>
    signInPage({ ...asked(language, brand), app: { ...app, logo: appLogo }, providers: providers.slice(0, 2) }),
  'sign-in-providers-only': (language, brand) =>
    signInPage({ ...asked(language, brand), providers, hasNoPasswordForm: true }),
  'sign-in-continue-providers': (language, brand) =>
    signInPage({ ...asked(language, brand), continueAs: rtl, problem: 'foreign', providers }),
  'sign-in-failed-elsewhere': (language, brand) =>
    signInPage({
      ...asked(language, brand),
      providers,
      failure: { ...failure, provider: 'Entra ID', problem: 'notAdmitted' },
    }),
  'sign-in-login-app': (language, brand) =>
    signInPage({ ...asked(language, brand), isElsewhere: true, continueAs: ada }),
  'sign-in-failed-hostile': (language, brand) =>
    signInPage({
      ...asked(language, brand),
      providers: [{ name: hostile, address: '?hostile' }],
      failure: { ...failure, provider: hostile, problem: 'refused', description: hostile },
    }),
  'sign-in-hostile': (language, brand) =>
    signInPage({
      ...asked(language, brand),
      app: { name: hostile, host: `${'long.'.repeat(30)}example` },
      username: hostile,
      problem: 'expired',
      continueAs: { name: hostile, username: hostile.toLowerCase() },
    }),
  consent: (language, brand) =>
    consentPage({
      ...asked(language, brand),
      app: { ...app, logo: appLogo },
      account: ada,
      otherAccount: '?another',
      destination: { kind: 'web', name: 'app.example:8443' },
      maxAccessSeconds: 7_776_000,
      access: [
        {
          resource: undefined,
          scopes: [{ scope: 'openid' }, { scope: 'profile' }, { scope: 'email' }, { scope: 'offline_access' }],
        },
        {
          resource: 'https://reports.example',
          scopes: [
            { scope: 'reports.read', description: descriptions[language] },
            { scope: 'https://reports.example/permissions/reports.write.all.of.them.without.asking' },
          ],
        },
        { resource: 'https://files.example', scopes: [] },
      ],
    }),
  'consent-short': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      app: { ...app, logo: appLogo },
      account: ada,
      otherAccount: '?another',
      destination: { kind: 'web', name: 'reports.example' },
      maxAccessSeconds: 7_776_000,
      access: [
        { resource: undefined, scopes: [{ scope: 'openid' }, { scope: 'profile' }, { scope: 'email' }] },
        {
          resource: 'https://reports.example',
          scopes: [{ scope: 'reports.read', description: descriptions[language] }],
        },
      ],
    }),
  'consent-hostile': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      app: { name: hostile, host: `${'long.'.repeat(30)}example` },
      account: { name: hostile, username: hostile.toLowerCase() },
      otherAccount: undefined,
      destination: { kind: 'private', name: `${'a-long-name-of-a-scheme-'.repeat(9)}.example` },
      maxAccessSeconds: 90_061,
      access: [{ resource: hostile, scopes: [{ scope: hostile }, { scope: 'a', description: hostile }] }],
    }),
  'device-code': (language, brand) => userCodePage({ ...code(language, brand), userCode: '', isFromLink: false }),
  'device-code-linked': (language, brand) => userCodePage({ ...code(language, brand), isFromLink: true }),
  'device-code-wrong': (language, brand) =>
    userCodePage({ ...code(language, brand), userCode: hostile.slice(0, 64), isFromLink: false, problem: 'wrong' }),
  'device-consent': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      account: ada,
      otherAccount: '?another',
      destination: undefined,
      device: {
        userCode: 'WDJB-MJHT',
        name: 'FilmsTV/2.1 (Model 55; build 20261121)',
        address: '2001:db8:1:2::/64',
        isElsewhere: true,
        minutesAgo: 2,
      },
      maxAccessSeconds: 7_776_000,
      access: [{ resource: undefined, scopes: [{ scope: 'openid' }, { scope: 'profile' }] }],
    }),
  'device-consent-hostile': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      app: { name: hostile, host: `${'long.'.repeat(30)}example` },
      account: { name: hostile, username: hostile.toLowerCase() },
      otherAccount: undefined,
      destination: undefined,
      device: { userCode: 'WDJB-MJHT', name: hostile, address: undefined, isElsewhere: false, minutesAgo: 0 },
      maxAccessSeconds: 3600,
      access: [{ resource: hostile, scopes: [{ scope: hostile }] }],
    }),
  'device-allowed': (language, brand) => deviceDonePage({ ...asked(language, brand), ended: 'allowed' }),
  'device-denied': (language, brand) =>
    deviceDonePage({
      ...asked(language, brand),
      app: { name: hostile, host: `${'long.'.repeat(30)}example` },
      ended: 'denied',
    }),
  refusal: (language, brand) =>
    refusalPage({
      language,
      brand,
      supportUrl: 'mailto:help@issuer.example',
      issuer: 'https://issuer.example',
      error,
      name: 'InvalidRedirectUri',
      linkTo,
      status: 400,
    }),
  'sign-out': (language, brand) => signOutPage({ language, brand, form: 'e30.x', account: ada, linkTo }),
  'signed-out': (language, brand) =>
    signedOutPage({
      language,
      brand,
      isEverywhere: false,
      app: { name: app.name, address: 'https://app.example/' },
      linkTo,
    }),
  'sign-out-asked': (language, brand) =>
    signOutPage({ language, brand, form: 'e30.x', account: ada, app: 'Nightly reports', linkTo }),
  'sign-out-failed': (language, brand) => failedPage({ language, brand, error, status: 503, isOfApp: false, linkTo }),
};

function asked(language: Language, brand: Brand) {
  return { language, brand, app, supportUrl: 'https://help.example', form: 'e30.x', linkTo };
}

function code(language: Language, brand: Brand) {
  return { language, brand, form: 'e30.x', userCode: 'WDJB-MJHT', linkTo };
}

function linkTo(language: Language): string {
  return `?ui_locales=${language}`;
}

export interface SampleServer {
  readonly url: string;
  close(): void;
}

/** Shows `/<brand>/<page>`, in the language of `ui_locales` or of the browser. */
export async function serveSamples(): Promise<SampleServer> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [, brand = '', page = ''] = pathname.split('/');
    const locales = searchParams.getAll('ui_locales').flatMap((each) => each.split(' '));
    const language = chooseLanguage(locales, request.headers['accept-language'] ?? null);
    const made = pages[page]?.(language, brands[brand] ?? defaultBrand) ?? { status: 404 };
    response.writeHead(made.status, made.headers).end(made.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The address of a server that listens on a port.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** The images of the samples, by their URL. */
export const images: Readonly<Record<string, string>> = {
  [logo]: `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><path d="M4 60 32 4l28 56z" fill="#205"/></svg>`,
  [appLogo]: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#1a7f37" d="M0 0h64v64H0z"/><path fill="none" stroke="#fff" stroke-width="6" d="m12 46 13-15 11 9 16-22"/></svg>`,
  [otherLogo]: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#24292f" d="M2 2h9v9H2zm11 11h9v9h-9z"/><circle cx="17.5" cy="6.5" r="4.5" fill="#d1570a"/><circle cx="6.5" cy="17.5" r="4.5" fill="#0a7d8c"/></svg>`,
  [providerLogo]: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="#5b3fd6"/><path d="M7 12l4 4 7-8" fill="none" stroke="#fff" stroke-width="3"/></svg>`,
};
