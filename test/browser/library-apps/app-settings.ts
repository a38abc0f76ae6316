/** All that a developer gets from whoever registers the app, and gives to a library. */
export interface AppSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the app; its redirect URI is below it. */
  readonly origin: string;
}
