// The facts of each grant type: what clients, lint, metadata and the start-up check need to know of it. How it works is in token/grants/.

export interface GrantType {
  readonly requiresConfidentialClient: boolean;
  /** Whether a user stands behind the tokens, rather than the client itself. */
  readonly actsForUser: boolean;
  /** Whether it begins at /authorize, which sends the answer to a redirect URI. */
  readonly usesRedirect: boolean;
  /** Whether it begins a grant that a refresh token can prolong. */
  readonly givesRefreshToken: boolean;
  /** What happens for a client that asks its users for consent. Absent: no user is there, or one has been asked before. */
  readonly consent?: 'asked' | 'refused';
  /** What is unsafe about it, as lint says it. */
  readonly risk?: string;
  /** Whether this server has it; absent for a grant type that every server has. */
  isEnabled?(settings: GrantSettings): boolean;
}

interface GrantSettings {
  readonly hasPasswordGrant: boolean;
}

export const grantFacts = {
  client_credentials: {
    requiresConfidentialClient: true,
    actsForUser: false,
    usesRedirect: false,
    givesRefreshToken: false,
  },
  authorization_code: {
    requiresConfidentialClient: false,
    actsForUser: true,
    usesRedirect: true,
    givesRefreshToken: true,
    consent: 'asked',
  },
  refresh_token: {
    requiresConfidentialClient: false,
    actsForUser: true,
    usesRedirect: false,
    givesRefreshToken: false,
  },
  password: {
    requiresConfidentialClient: false,
    actsForUser: true,
    usesRedirect: false,
    givesRefreshToken: true,
    consent: 'refused',
    risk: "the client sees its users' passwords (RFC 9700 section 2.4), and is refused where PASSWORD_GRANT is not true (AADSTS70003)",
    isEnabled: ({ hasPasswordGrant }: GrantSettings) => hasPasswordGrant,
  },
} as const satisfies Readonly<Record<string, GrantType>>;

export type GrantTypeName = keyof typeof grantFacts;

/** RFC 7591 §2: of a client whose record names none. */
export const defaultGrantTypes: readonly GrantTypeName[] = ['authorization_code'];

/** By the value of `grant_type`. */
export const grantTypes: ReadonlyMap<string, GrantType> = new Map(Object.entries(grantFacts));

/** Those of this server, in the order in which metadata has them. */
export function enabledGrantTypes(settings: GrantSettings): ReadonlySet<string> {
  return new Set([...grantTypes].filter(([, { isEnabled }]) => isEnabled?.(settings) ?? true).map(([name]) => name));
}

interface GrantingClient {
  readonly grantTypes: readonly string[];
}

/** Whether the client may use a grant type for which the condition holds. A name that the server does not know has no facts. */
export function hasGrantThat(client: GrantingClient, condition: (grantType: GrantType) => boolean): boolean {
  return client.grantTypes.some((name) => {
    const grantType = grantTypes.get(name);
    return grantType !== undefined && condition(grantType);
  });
}

/** Whether the client gets refresh tokens from grants that give one. */
export function mayRefresh(client: GrantingClient): boolean {
  const name: GrantTypeName = 'refresh_token';
  return client.grantTypes.includes(name);
}

/** Whether the client may send users to /authorize. */
export function usesRedirect(client: GrantingClient): boolean {
  return hasGrantThat(client, ({ usesRedirect }) => usesRedirect);
}

/** Whether the grant type is for a client that acts for itself: its tokens have no user, and nothing is remembered of them. */
export function actsForItself(name: string): boolean {
  return grantTypes.get(name)?.actsForUser === false;
}
