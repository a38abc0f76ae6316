// What the apps of these tests use of libraries without types, or with types of a package that is not here.
declare module 'express' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

  export interface Request extends IncomingMessage {
    readonly oidc: {
      readonly idTokenClaims?: object;
      readonly user?: { readonly sub: string };
      readonly accessToken: { refresh(): Promise<{ readonly access_token: string }> };
      fetchUserInfo(): Promise<object>;
    };
    readonly user?: object;
    readonly protocol: string;
    readonly originalUrl: string;
    readonly body: Readonly<Record<string, string>>;
    logout(done: (error?: unknown) => void): void;
  }
  export interface Response extends ServerResponse {
    json(value: unknown): void;
    redirect(url: string): void;
    status(code: number): Response;
    send(text: string): void;
  }
  export type Next = (error?: unknown) => void;
  export type Handler = (request: Request, response: Response, next: Next) => unknown;
  type ErrorHandler = (error: Error, request: Request, response: Response, next: Next) => unknown;
  interface Application extends RequestListener {
    use(...handlers: readonly (Handler | ErrorHandler)[]): void;
    get(path: string, ...handlers: readonly Handler[]): void;
  }
  function express(): Application;
  export default express;
}

declare module 'express-openid-connect' {
  import type { Handler } from 'express';

  export function auth(options: object): Handler;
}

declare module 'express-session' {
  import type { Handler } from 'express';

  export default function session(options: object): Handler;
}

declare module 'passport' {
  import type { Handler } from 'express';

  export class Passport {
    use(name: string, strategy: unknown): void;
    session(): Handler;
    authenticate(name: string, options?: object): Handler;
    serializeUser(serialize: (user: unknown, done: (error: unknown, user: unknown) => void) => void): void;
    deserializeUser(deserialize: (user: unknown, done: (error: unknown, user: unknown) => void) => void): void;
  }
  const passport: { readonly Passport: typeof Passport };
  export default passport;
}

declare module 'passport-openidconnect' {
  export class Strategy {
    constructor(
      options: object,
      verify: (issuer: string, profile: object, done: (error: unknown, user?: unknown) => void) => void,
    );
  }
  const module: { readonly Strategy: typeof Strategy };
  export default module;
}
