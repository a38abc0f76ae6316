import { type DurationWords, duration } from '../../shared/html/duration.ts';
import { html } from '../../shared/html/html.ts';
import type { Texts } from './page-texts.ts';

const words: DurationWords = {
  day: { one: 'day', other: 'days' },
  hour: { one: 'hour', other: 'hours' },
  minute: { one: 'minute', other: 'minutes' },
  and: 'and',
};

export const en: Texts = {
  languages: 'Languages',
  signIn: {
    title: 'Sign in',
    toContinue: (client) => html`to continue to ${client}`,
    username: 'User name',
    password: 'Password',
    submit: 'Sign in',
    continueAs: (name) => html`Continue as ${name}`,
    anotherAccount: 'Use another account',
    wrong: 'The user name or password is wrong. Check both and try again.',
    throttled: (minutes) =>
      `Too many sign-in attempts. Try again ${minutes === undefined ? 'in a few minutes' : minutes === 1 ? 'in 1 minute' : `in ${minutes} minutes`}.`,
    busy: 'Too many people are signing in right now. Wait a moment and try again.',
    expired: 'This page was open for too long. Please sign in again.',
    foreign: 'Sign-in was also started in another tab. Please sign in again.',
  },
  consent: {
    title: 'Allow access?',
    asks: (client) => html`${client} asks for access to your account.`,
    signedInAs: (name) => html`You are signed in as ${name}.`,
    sentTo: {
      web: (host) => html`You will then be sent to ${host}.`,
      loopback: (host) => html`You will then be sent to a program on this device, at ${host}.`,
      private: (scheme) => html`You will then be sent to an app on this device that opens ${scheme} links.`,
    },
    permissions: 'If you allow it, the app may:',
    scopes: {
      openid: 'Know who you are',
      profile: 'See your name and user name',
      email: 'See your e-mail address',
      offline_access: 'Keep this access while you are not using the app',
    },
    at: (resource) => html`At ${resource}:`,
    noScope: 'See who you are',
    lasts: (seconds) => `This access lasts for up to ${duration(seconds, 'en', words)}.`,
    otherScope: 'Use this permission:',
    allow: 'Allow',
    deny: 'Deny',
  },
  refusal: {
    title: 'We couldn’t sign you in',
    advice: {
      app: [
        'The app that sent you here asked for something that is not possible. You did nothing wrong.',
        'Go back to the app and try again. If this happens again, send the app’s developers the details below.',
      ],
      page: [
        'The page was open for too long, or belongs to a sign-in in another browser.',
        'Go back to the app and start again. Your browser must accept cookies from this site.',
      ],
      service: [
        'Something went wrong on our side. Neither you nor the app did anything wrong.',
        'Wait a moment, go back to the app and try again. If this happens again, send support the details below.',
      ],
    },
    forDevelopers: 'For the app’s developers',
    explanation: 'What this error means and how to fix it',
    contact: 'Contact support',
  },
};
