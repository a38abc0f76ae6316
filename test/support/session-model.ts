// Who is signed in where, as docs/design.md has it: two browsers of one user, an app that asks its users and one that does
// not, and what the operator does to the user meanwhile. Pure rules; session-commands.ts plays them over HTTP.

/** Seconds, of the settings' defaults. */
const lifetimes = { whole: 86_400, idle: 28_800 };

export const passwords = ['correct horse battery staple', 'another battery for the horse'] as const;

export type ClientId = 'app' | 'asking';
export type Prompt = 'none' | 'login' | 'consent' | 'select_account' | undefined;

/** Of a browser's cookie; seconds since the epoch. */
interface ModelSession {
  readonly authTime: number;
  readonly endsAt: number;
  readonly idleEnd: number;
}

export interface Model {
  now: number;
  readonly sessions: (ModelSession | undefined)[];
  /** Copies of cookies of browsers that were signed out by hand: worth nothing from that moment on. */
  readonly copies: Map<string, string>[];
  /** When barriers were raised: for the whole user, and for what they gave the client that asks. */
  readonly barriers: Record<'user' | 'asking', number[]>;
  /** Index of the one that is right. */
  password: number;
  isDisabled: boolean;
  hasConsented: boolean;
}

export function newModel(now: number): Model {
  return {
    now,
    sessions: [undefined, undefined],
    copies: [],
    barriers: { user: [], asking: [] },
    password: 0,
    isDisabled: false,
    hasConsented: false,
  };
}

/** `open`: a barrier was raised less than a minute ago, and an instance may know of it or not. */
export type Life = 'alive' | 'ended' | 'open';

/** @param client undefined for what belongs to none */
export function lifeOf(model: Model, browser: number, client?: ClientId): Life {
  const session = model.sessions[browser];
  if (!session || model.now >= session.endsAt || model.now >= session.idleEnd) return 'ended';
  const barriers = [...model.barriers.user, ...(client === 'asking' ? model.barriers.asking : [])];
  const after = barriers.filter((moment) => session.authTime <= moment);
  if (after.some((moment) => model.now - moment >= 60)) return 'ended';
  return after.length > 0 ? 'open' : 'alive';
}

/** What the browser is shown, or what the app gets. */
export type Outcome =
  | 'sign-in page'
  | 'account page'
  | 'consent page'
  | 'code'
  | 'login_required'
  | 'consent_required'
  | 'access_denied';

/** What may come of a request: one thing, or one of two while an end is not known everywhere. */
export function outcomesOf(model: Model, browser: number, client: ClientId, prompt: Prompt): readonly Outcome[] {
  const life = lifeOf(model, browser, client);
  const ended: Outcome = prompt === 'none' ? 'login_required' : 'sign-in page';
  return [...(life === 'alive' ? [] : [ended]), ...(life === 'ended' ? [] : [ofSession(model, client, prompt)])];
}

function ofSession({ hasConsented }: Model, client: ClientId, prompt: Prompt): Outcome {
  if (prompt === 'login') return 'sign-in page';
  if (prompt === 'select_account') return 'account page';
  if (prompt === 'consent') return 'consent page';
  if (client !== 'asking' || hasConsented) return 'code';
  return prompt === 'none' ? 'consent_required' : 'consent page';
}

export function signedIn(model: Model, browser: number): void {
  const { now } = model;
  model.sessions[browser] = { authTime: now, endsAt: now + lifetimes.whole, idleEnd: now + lifetimes.idle };
}

/** A code moves the idle time on, and so does a page that goes on with the session; one that asks for the password does not. */
export function used(model: Model, browser: number): void {
  const session = model.sessions[browser];
  if (session) model.sessions[browser] = { ...session, idleEnd: model.now + lifetimes.idle };
}
