// The JSON of a provider in PROVIDERS_FILE, the store and commands. provider.schema.json validates it.
import type { Language } from '../html/language.ts';
import type { AdmissionRules } from './admission-rules.ts';

type ProviderType = 'openid' | 'github';

type ClientAuthentication = 'client_secret' | 'private_key_jwt' | 'federated' | 'managed_identity' | 'none';

/** A record that the schema has validated, with the secret in plain text: never write it anywhere. */
export interface ProviderRecord extends AdmissionRules {
  readonly id: string;
  readonly type?: ProviderType;
  readonly client_id: string;
  readonly client_authentication?: ClientAuthentication;
  readonly client_secret?: string;
  readonly scope?: string;
  readonly userinfo?: boolean;
  readonly authorization_parameters?: Readonly<Record<string, string>>;
  readonly label?: string;
  readonly 'label#en'?: string;
  readonly 'label#lv'?: string;
  readonly 'label#nb'?: string;
  readonly logo_uri?: string;
  readonly order?: number;
  readonly login_domains?: readonly string[];
  readonly logout?: boolean;
}

/** A provider, with defaults. */
export interface Provider {
  readonly id: string;
  readonly type: ProviderType;
  /** Of GitHub the address of the server. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthentication;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  readonly usesUserinfo: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly rules: AdmissionRules;
  readonly label: string;
  readonly labels: Readonly<Partial<Record<Language, string>>>;
  readonly logoUri: string | undefined;
  readonly order: number;
  /** In lower case, as A-labels (RFC 5890). */
  readonly loginDomains: readonly string[];
  readonly offersLogout: boolean;
}
