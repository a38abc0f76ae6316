// Who is signed in where, as docs/design.md has it: two browsers of two users, an app that asks for consent, an app that does not,
// and an app on the user's machine. Pure rules; the session-*.ts beside play them over HTTP.
import type { Place } from '../../support/person.ts';

/** Seconds: the defaults of the settings, what a form may be sent for, and what it is known for. */
const lifetimes = { whole: 86_400, idle: 28_800, form: 1_800, memory: 86_400 };

export const passwords = ['correct horse battery staple', 'another battery for the horse'] as const;

export const users = ['ada', 'grace'] as const;
export type Username = (typeof users)[number];
export type ClientId = 'app' | 'asking' | 'desktop';

export interface Asked {
  readonly client: ClientId;
  readonly prompt?: string | undefined;
  readonly maxAge?: number | undefined;
  /** A user name, or an e-mail address. */
  readonly hint?: Username | `${Username}@${string}` | undefined;
  /** Whose ID token is sent along. */
  readonly idTokenHint?: Username | undefined;
  /** Without one it is the client's default. */
  readonly scope?: string | undefined;
  /** Without one it is all of the client's. */
  readonly resource?: string | undefined;
}

/** Of a browser's cookie; seconds since the epoch. */
export interface ModelSession {
  readonly id: number;
  readonly user: Username;
  readonly authTime: number;
  readonly endsAt: number;
  readonly idleEnd: number;
}

/** What changes in the record of the client that asks. */
export interface AskingRecord {
  readonly consent: boolean;
  readonly scope: string;
}

export interface Passed {
  readonly signedIn?: boolean;
  readonly confirmed?: boolean;
  readonly consented?: boolean;
}

/** What a form of a page says; seconds since the epoch. */
export interface ModelForm {
  readonly madeAt: number;
  /** That the page was made for. */
  readonly session?: ModelSession | undefined;
  readonly passed: Passed;
}

/** A page that a browser has shown, and may send at any time. */
export interface KeptPage {
  readonly place: Place;
  readonly kind: Outcome;
  readonly browser: number;
  /** None of the page that signs out. */
  readonly asked?: Asked | undefined;
  /** Seconds since the epoch: when the address was made of a page that says what was wrong. */
  readonly toldAt?: number | undefined;
  /** Where it may have been made by one instance or the other, both. */
  readonly forms: readonly ModelForm[];
}

export interface Model {
  now: number;
  /** How many sessions there were. */
  count: number;
  readonly sessions: (ModelSession | undefined)[];
  /** Copies of cookies whose sessions were ended by hand: worth nothing from that moment on. */
  readonly copies: Map<string, string>[];
  readonly pages: KeptPage[];
  /** When barriers were raised: for the whole user, and for what they gave the client that asks. */
  readonly barriers: Record<'user' | 'asking', Record<Username, number[]>>;
  readonly accounts: Record<Username, { password: number; isDisabled: boolean; consented: readonly string[] }>;
  /** The latest is the one in force; the others are known until that moment and a minute. */
  readonly records: { readonly record: AskingRecord; until: number }[];
}

export const firstRecord: AskingRecord = { consent: true, scope: 'reports.read' };

export function newModel(now: number): Model {
  return {
    now,
    count: 0,
    sessions: [undefined, undefined],
    copies: [],
    pages: [],
    barriers: { user: { ada: [], grace: [] }, asking: { ada: [], grace: [] } },
    accounts: {
      ada: { password: 0, isDisabled: false, consented: [] },
      grace: { password: 0, isDisabled: false, consented: [] },
    },
    records: [{ record: firstRecord, until: Number.POSITIVE_INFINITY }],
  };
}

/** Records that an instance may have: it reads a changed one a minute later at most. */
export function recordsOf({ records, now }: Model): readonly AskingRecord[] {
  return records.filter(({ until }) => now - until < 60).map(({ record }) => record);
}

/** `open`: a barrier was raised less than a minute ago, and an instance may know of it or not. */
type Life = 'alive' | 'ended' | 'open';

/** @param client undefined for what belongs to none */
export function lifeOf(model: Model, session: ModelSession | undefined, client?: ClientId): Life {
  const { now, barriers } = model;
  if (!session || now >= session.endsAt || now >= session.idleEnd) return 'ended';
  const { user, authTime } = session;
  const moments = [...barriers.user[user], ...(client === 'asking' ? barriers.asking[user] : [])];
  const after = moments.filter((moment) => authTime <= moment);
  if (after.some((moment) => now - moment >= 60)) return 'ended';
  return after.length > 0 ? 'open' : 'alive';
}

type PageKind = 'sign-in page' | 'account page' | 'consent page' | 'sign-out page';

/** What the browser is shown, or what the app gets. */
export type Outcome =
  | PageKind
  | 'wrong'
  | 'throttled'
  | 'expired'
  | 'foreign'
  | 'refused'
  | 'signed out'
  | 'code'
  | 'login_required'
  | 'interaction_required'
  | 'consent_required'
  | 'access_denied';

/** What may come of a request: several things while an end or a record is not known everywhere. */
export function outcomesOf(model: Model, browser: number, asked: Asked, passed: Passed = {}): ReadonlySet<Outcome> {
  const session = model.sessions[browser];
  const life = lifeOf(model, session, asked.client);
  const outcomes = new Set<Outcome>();
  if (life !== 'alive') outcomes.add(refusedIfNone(asked, 'sign-in page'));
  if (!session || life === 'ended') return outcomes;
  for (const record of recordsOf(model))
    outcomes.add(refusedIfNone(asked, nextOf(model, session, asked, passed, record)));
  return outcomes;
}

function refusedIfNone({ prompt }: Asked, outcome: Outcome): Outcome {
  return (prompt === 'none' && refusals[outcome]) || outcome;
}

const refusals: Partial<Record<Outcome, Outcome>> = {
  'sign-in page': 'login_required',
  'account page': 'interaction_required',
  'consent page': 'consent_required',
};

/** What a consent is to: `<scope> at <resource>`, and the resource itself. */
export function pairsOf(asked: Asked, record: AskingRecord): readonly string[] {
  const scope = scopeOf(asked, record);
  const account = scope.includes('openid') ? pairsAt('https://issuer.example/userinfo', ['openid']) : [];
  const resources = asked.resource === undefined ? resourcesOf[asked.client] : [asked.resource];
  const apis = scope.filter((each) => each !== 'openid');
  return [...account, ...resources.flatMap((resource) => pairsAt(resource, apis))];
}

export function pairsAt(resource: string, scope: readonly string[]): readonly string[] {
  return [resource, ...scope.map((each) => `${each} at ${resource}`)];
}

const both = ['https://reports.example', 'https://files.example'];
const resourcesOf: Readonly<Record<ClientId, readonly string[]>> = {
  app: both,
  asking: both,
  desktop: both.slice(0, 1),
};

function scopeOf({ client, scope }: Asked, record: AskingRecord): readonly string[] {
  return (scope ?? (client === 'asking' ? record.scope : 'reports.read')).split(' ');
}

/** In the order of docs/design.md: who it is, which account, what is agreed to; and a click for an app on the own machine. */
function nextOf(
  { now, accounts }: Model,
  { user, authTime }: ModelSession,
  asked: Asked,
  { signedIn = false, confirmed = false, consented = false }: Passed,
  record: AskingRecord,
): Outcome {
  const { client, prompt = '', maxAge, hint = user, idTokenHint = user } = asked;
  const isOld = maxAge !== undefined && (maxAge === 0 || now - authTime > maxAge);
  if (!signedIn && (prompt.includes('login') || isOld)) return 'sign-in page';
  const isChosen = signedIn || confirmed;
  if (idTokenHint !== user && (isChosen || prompt === 'none')) return 'login_required';
  const isOther = idTokenHint !== user || hint.split('@')[0] !== user;
  if (!isChosen && (prompt.includes('select_account') || isOther)) return 'account page';
  const isAgreed = pairsOf(asked, record).every((pair) => accounts[user].consented.includes(pair));
  const isAsked = prompt.includes('consent') || (client === 'asking' && record.consent && !isAgreed);
  if (isAsked && !consented) return 'consent page';
  return client === 'desktop' && !isChosen && !consented ? 'account page' : 'code';
}

export function signedIn(model: Model, browser: number, user: Username): void {
  const { now } = model;
  model.count += 1;
  const ends = { endsAt: now + lifetimes.whole, idleEnd: now + lifetimes.idle };
  model.sessions[browser] = { id: model.count, user, authTime: now, ...ends };
}

/** A code extends the idle time, and so does a page that continues the session; a page that asks for the password does not. */
export function used(model: Model, browser: number): void {
  const session = model.sessions[browser];
  if (session) model.sessions[browser] = { ...session, idleEnd: model.now + lifetimes.idle };
}

/** fresh: it can be sent · old: its page is shown anew · gone: nothing is known of it. */
export function ageOf({ madeAt }: ModelForm, now: number): 'fresh' | 'old' | 'gone' {
  if (now - madeAt >= lifetimes.memory) return 'gone';
  return now - madeAt >= lifetimes.form ? 'old' : 'fresh';
}
