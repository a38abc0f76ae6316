import type { RequestListener } from 'node:http';
import express from 'express';
import session from 'express-session';
import passportModule from 'passport';
import openidConnect from 'passport-openidconnect';
import type { AppSettings } from './app-settings.ts';

/** It discovers nothing, so it gets the addresses of the metadata; it has no refresh and no sign-out. */
export function passportOpenidconnect({ issuer, clientId, clientSecret, origin }: AppSettings): RequestListener {
  const passport = new passportModule.Passport();
  passport.serializeUser((user, done) => done(undefined, user));
  passport.deserializeUser((user, done) => done(undefined, user));
  passport.use(
    'tessera',
    new openidConnect.Strategy(
      {
        issuer,
        authorizationURL: `${issuer}/authorize`,
        tokenURL: `${issuer}/token`,
        userInfoURL: `${issuer}/userinfo`,
        clientID: clientId,
        clientSecret,
        callbackURL: `${origin}/callback`,
        scope: 'profile email',
        nonce: true,
      },
      (_issuer, profile, done) => done(undefined, profile),
    ),
  );
  const app = express();
  app.use(session({ secret: 'a-secret-for-the-cookies-of-the-app', resave: false, saveUninitialized: false }));
  app.use(passport.session());
  app.get('/callback', passport.authenticate('tessera', { failWithError: true }), (_request, response) =>
    response.redirect('/'),
  );
  app.get('/login', passport.authenticate('tessera'));
  app.get('/', ({ user }, response) => (user ? response.json(user) : response.redirect('/login')));
  return app;
}
