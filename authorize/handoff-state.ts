// What a browser takes along to the operator's login app, and brings back: the authorization request, sealed and bound to it.
import { type Clock, seconds, utcDay } from '../shared/base/clock.ts';
import type { CookieSettings } from '../shared/browser/cookies.ts';
import { type OpenedForm, openReturnedForm, recognisedForSeconds, sealForm } from '../shared/browser/form-token.ts';
import { countUnprovedWrite } from '../shared/client-auth/unproved-writes.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Keys } from '../shared/keys/keys.ts';
import { openJwt, sealJwt } from '../shared/keys/sealed-jwt.ts';
import { namedPartition } from '../shared/store/partition.ts';
import type { Store } from '../shared/store/store.ts';
import type { AuthorizationParameters } from './authorization-request.ts';

export interface HandoffState {
  readonly parameters: AuthorizationParameters;
  /** The `jti` of the challenge that goes with it. */
  readonly challenge: string;
  /** Whether the user must authenticate after the challenge, even if the app did not ask for it. */
  readonly mustAuthenticate?: true;
}

/** The parameters of a long request are in the store instead. */
interface ShortState extends Omit<HandoffState, 'parameters'> {
  readonly stored: {
    /** The last UTC day of the partition, as YYYYMMDD. */
    readonly lastDay: string;
    /** The UTC day whose key sealed them. */
    readonly sealedOn: string;
  };
}

interface StateParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: Keys;
}

type WritingParts = StateParts & Parameters<typeof countUnprovedWrite>[3];

/** Characters. With the result, the first line of the request stays below the 8,192 bytes that many hosts take. */
const maxStateLength = 4000;

/** Seconds by which the clocks of instances and store may differ. */
const clockTolerance = 120;

const requestRow = 'request';

/**
 * @param browser its id
 * @throws OAuthError SigningUnavailable; for a long request also PublicRequestsThrottled; StoreUnavailableError
 */
export async function sealState(
  content: HandoffState,
  browser: string,
  { headers }: { readonly headers: Headers },
  service: WritingParts,
): Promise<string> {
  const state = await sealForm('handoff', content, browser, service);
  if (state.length <= maxStateLength) return state;
  // Whoever opens /authorize has proved nothing, not even for a confidential client.
  countUnprovedWrite('long request', { isConfidential: false }, headers, service);
  const { parameters, ...rest } = content;
  const now = seconds(service.clock);
  const stored = { lastDay: utcDay(now + recognisedForSeconds + clockTolerance), sealedOn: utcDay(now) };
  const claims = { challenge: content.challenge, parameters };
  const sealed = await sealJwt('request', claims, stored.sealedOn, await service.keys.current());
  // No other challenge has this id: a refusal means that the SDK repeated an insert that had succeeded.
  await service.store.commit(partitionOf(content.challenge, stored), [{ insert: requestRow, values: { sealed } }]);
  const short: ShortState = { ...rest, stored };
  return sealForm('handoff', short, browser, service);
}

/** @throws OAuthError FormRefused; StoreUnavailableError, for a long request only */
export async function openState(
  state: string | undefined,
  request: { readonly headers: Headers },
  service: StateParts & { readonly settings: CookieSettings },
): Promise<OpenedForm<HandoffState>> {
  const opened = await openReturnedForm<HandoffState | ShortState>('handoff', state, request, service);
  const { content } = opened;
  return { ...opened, content: 'stored' in content ? await withParameters(content, service) : content };
}

async function withParameters(
  { stored, ...content }: ShortState,
  { store, keys }: Pick<StateParts, 'store' | 'keys'>,
): Promise<HandoffState> {
  const { rows } = await store.read(partitionOf(content.challenge, stored));
  const sealed = rows.find(({ name }) => name === requestRow)?.values.sealed;
  const opened = await openJwt('request', String(sealed), [stored.sealedOn], await keys.current());
  if (opened?.challenge !== content.challenge) throw new OAuthError('FormRefused', 'The sign-in is too old.');
  // The seal proves that `sealState` wrote them.
  return { ...content, parameters: opened.parameters as AuthorizationParameters };
}

function partitionOf(challenge: string, { lastDay }: Pick<ShortState['stored'], 'lastDay'>): string {
  return namedPartition('handoff', JSON.stringify(['request', challenge]), lastDay);
}
