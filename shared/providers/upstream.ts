// A provider as the sign-in uses it. Who implements it is loaded by the first sign-in there: openid-upstream, github-upstream.
import type { Clock } from '../base/clock.ts';
import type { Keys } from '../keys/keys.ts';
import type { FetchParts } from '../remote/send-request.ts';
import type { UpstreamClaims } from './claims-map.ts';

/** What a provider is opened with. */
export interface UpstreamParts extends FetchParts {
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: { readonly issuer: string; readonly identityClientId: string | undefined };
}

export interface UpstreamRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly loginHint: string | undefined;
  readonly uiLocales: string;
}

/** What was sent with the request that an answer belongs to. */
export type ExpectedAnswer = Pick<UpstreamRequest, 'redirectUri' | 'state' | 'nonce' | 'verifier'>;

export interface Upstream {
  /** Where the browser goes. @throws UpstreamError */
  authorizationUrl(request: UpstreamRequest): Promise<string>;
  /**
   * Redeems the code, and verifies everything that the provider says.
   * @param parameters of the redirect @returns the claims about the user, of the ID token first
   * @throws UpstreamError
   */
  redeem(parameters: URLSearchParams, expected: ExpectedAnswer): Promise<UpstreamClaims>;
  /** Where the user signs out there (OpenID Connect RP-Initiated Logout); undefined if there is no such page. @throws UpstreamError */
  endSessionUrl(postLogoutRedirectUri: string): Promise<string | undefined>;
}

/**
 * unavailable: it cannot be reached, or says so · cancelled: the user did not want to · refused: it answered with an error ·
 * invalid: its answer cannot be accepted
 */
type UpstreamProblem = 'unavailable' | 'cancelled' | 'refused' | 'invalid';

/** What the provider said, to quote to its operators. Only the description is a text of any kind. */
export interface UpstreamDetails {
  readonly error?: string;
  readonly description?: string;
  readonly error_codes?: string;
  readonly trace_id?: string;
  readonly correlation_id?: string;
}

export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly problem: UpstreamProblem;
  readonly details: UpstreamDetails;

  /** @param message for the log: quotes no token, code or claim */
  constructor(problem: UpstreamProblem, message: string, details: UpstreamDetails = {}, cause?: unknown) {
    super(message, { cause });
    this.problem = problem;
    this.details = details;
  }
}

const maxDetailCharacters = 300;

/** The members of an error answer that may be quoted, cut. Entra has the ids, and its number in the description. */
export function detailsOf(answer: Readonly<Record<string, unknown>>): UpstreamDetails {
  const { error, error_description: description, error_codes: codes, trace_id, correlation_id } = answer;
  const [number = undefined] = /AADSTS\d{1,9}/.exec(text(description) ?? '') ?? [];
  return withoutUndefined({
    error: code(error),
    description: text(description),
    error_codes: (Array.isArray(codes) ? code(codes.filter(Number.isSafeInteger).join(' ')) : undefined) ?? number,
    trace_id: code(trace_id),
    correlation_id: code(correlation_id),
  });
}

/** Codes and ids have no other characters. */
function code(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w .:-]{1,100}$/.test(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxDetailCharacters) : undefined;
}

function withoutUndefined(members: Readonly<Record<string, string | undefined>>): UpstreamDetails {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
