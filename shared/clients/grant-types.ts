// Facts about each grant type, for client records, lint, metadata and the start-up check. token/grants/ implements them.

export interface GrantType {
  readonly requiresConfidentialClient: boolean;
  /** Whether tokens are issued for a user rather than for the client itself. */
  readonly actsForUser: boolean;
  /** Whether it begins at /authorize, which answers with a redirect. */
  readonly usesRedirect: boolean;
  /** Whether it begins a grant that a refresh token can extend. */
  readonly givesRefreshToken: boolean;
  /** How it treats clients that require consent. Absent when there is no user, or consent was given earlier. */
  readonly consent?: 'asked' | 'refused';
  /** The member of the record that names what its tokens are for; `resource` if absent. */
  readonly targets?: 'token_exchange';
  /** Why it is unsafe, in the words of lint. */
  readonly risk?: string;
  /** Absent when it is always enabled. */
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
  'urn:ietf:params:oauth:grant-type:device_code': {
    requiresConfidentialClient: false,
    actsForUser: true,
    usesRedirect: false,
    givesRefreshToken: true,
    consent: 'asked',
  },
  'urn:ietf:params:oauth:grant-type:token-exchange': {
    requiresConfidentialClient: true,
    actsForUser: true,
    usesRedirect: false,
    givesRefreshToken: false,
    targets: 'token_exchange',
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

/** RFC 7591 §2: the grant types when the record does not name any. */
export const defaultGrantTypes: readonly GrantTypeName[] = ['authorization_code'];

export const grantTypes: ReadonlyMap<string, GrantType> = new Map(Object.entries(grantFacts));

export function enabledGrantTypes(settings: GrantSettings): ReadonlySet<string> {
  return new Set([...grantTypes].filter(([, { isEnabled }]) => isEnabled?.(settings) ?? true).map(([name]) => name));
}

interface GrantingClient {
  readonly grantTypes: readonly string[];
}

/** Whether the client may use a grant type that meets the condition. Unknown names meet none. */
export function hasGrantThat(client: GrantingClient, condition: (grantType: GrantType) => boolean): boolean {
  return client.grantTypes.some((name) => {
    const grantType = grantTypes.get(name);
    return grantType !== undefined && condition(grantType);
  });
}

export function mayRefresh(client: GrantingClient): boolean {
  const name: GrantTypeName = 'refresh_token';
  return client.grantTypes.includes(name);
}

export function usesDeviceCode(client: GrantingClient): boolean {
  const name: GrantTypeName = 'urn:ietf:params:oauth:grant-type:device_code';
  return client.grantTypes.includes(name);
}

export function usesRedirect(client: GrantingClient): boolean {
  return hasGrantThat(client, ({ usesRedirect }) => usesRedirect);
}

export const tokenExchangeType: GrantTypeName = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Whether tokens of the grant type are for the resources that the member `resource` lists. */
export function usesResources(name: string): boolean {
  return grantTypes.get(name)?.targets === undefined;
}

/** Whether the grant type issues tokens for the client itself (RFC 6749 §4.4): they have no user and no grant in the store. */
export function actsForItself(name: string): boolean {
  return grantTypes.get(name)?.actsForUser === false;
}
