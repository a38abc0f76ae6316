/** Who signed in elsewhere: at a provider, or with the operator's own login app. */
export interface ExternalIdentity {
  /** Id of the provider; subjects of two providers never name the same person. */
  readonly provider: string;
  /** Unique and never reused at the provider. */
  readonly subject: string;
  /** What the provider calls the user; may change. */
  readonly login?: string;
  readonly name?: string;
  readonly email?: string;
  /** Only if the provider says so of this address. */
  readonly isEmailVerified: boolean;
  /** All groups; undefined if they are not the provider's to say. */
  readonly groups?: readonly string[];
  /** All further claims; undefined if they are not the provider's to say. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly acr?: string;
  readonly amr?: readonly string[];
}
