import type { RequestListener } from 'node:http';
import express from 'express';
import { auth } from 'express-openid-connect';
import type { AppSettings } from './app-settings.ts';

/** As its README begins, for an app that redeems a code. */
export function expressOpenidConnect({ issuer, clientId, clientSecret, origin }: AppSettings): RequestListener {
  const app = express();
  app.use(
    auth({
      issuerBaseURL: issuer,
      baseURL: origin,
      clientID: clientId,
      clientSecret,
      secret: 'a-secret-for-the-cookies-of-the-app',
      authorizationParams: { response_type: 'code', scope: 'openid profile email' },
      idpLogout: true,
    }),
  );
  app.get('/', async ({ oidc }, response) => {
    const { access_token } = await oidc.accessToken.refresh();
    response.json({
      idToken: oidc.idTokenClaims,
      userinfo: await oidc.fetchUserInfo(),
      refreshed: access_token !== '',
    });
  });
  return app;
}
