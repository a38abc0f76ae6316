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
    account: 'Your account',
    username: 'User name',
    password: 'Password',
    showPassword: { show: 'Show', hide: 'Hide', what: 'password' },
    submit: 'Sign in',
    continueAs: (name) => html`Continue as ${name}`,
    anotherAccount: 'Use another account',
    or: 'or',
    continueWith: (provider) => html`Continue with ${provider}`,
    wrong: 'The user name or password is wrong. Check both and try again.',
    throttled: (minutes) =>
      `Too many sign-in attempts. Try again ${minutes === undefined ? 'in a few minutes' : minutes === 1 ? 'in 1 minute' : `in ${minutes} minutes`}.`,
    busy: 'Too many people are signing in right now. Wait a moment and try again.',
    expired: 'This page was open for too long. Please sign in again.',
    foreign: 'Sign-in was also started in another tab. Please sign in again.',
    failure: {
      unavailable: (provider) =>
        html`${provider} does not answer right now. Wait a moment and try again, or sign in another way.`,
      cancelled: (provider) => html`The sign-in at ${provider} was cancelled. Try again, or sign in another way.`,
      refused: (provider) => html`${provider} could not sign you in. Try again, or sign in another way.`,
      notFresh: (provider) =>
        html`The app needs you to sign in again, and ${provider} did not ask you to. Try again, or sign in another way.`,
      notAdmitted: (provider) =>
        html`Your account at ${provider} may not sign in here. Use another account, or ask for access.`,
      details: 'Details for support',
      says: (provider) => html`${provider} says:`,
      explanation: 'What this error means and how to fix it',
    },
    cannotSignIn: 'Can’t sign in?',
    whoHelps: 'The people who gave you your account can tell you your user name and give you a new password.',
    contact: 'Contact support',
  },
  consent: {
    title: 'Allow access?',
    asks: (client) => html`${client} asks for access to your account.`,
    account: 'Your account',
    notYou: 'Not you?',
    sentTo: {
      web: (host) => html`You will then be sent to ${host}.`,
      loopback: (host) => html`You will then be sent to a program on this device, at ${host}.`,
      private: (scheme) => html`You will then be sent to an app on this device that opens ${scheme} links.`,
    },
    device: {
      asks: (client) => html`${client} asks for access to your account, on another device.`,
      compare: 'The device must show this code:',
      name: 'It calls itself',
      address: 'Its address',
      askedAt: 'It asked',
      minutesAgo: (minutes) =>
        minutes < 1 ? 'less than a minute ago' : minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`,
      otherNetwork: 'It is not in the same network as this browser.',
      warning:
        'Allow this only if you started the sign-in on that device yourself. If somebody sent you the code or a link, deny it: they would get access to your account.',
    },
    permissions: 'If you allow it, the app may:',
    scopes: {
      openid: 'Know who you are',
      profile: 'See your profile, such as your name and user name',
      email: 'See your e-mail address',
      groups: 'See which groups you are in',
      offline_access: 'Keep this access while you are not using the app',
    },
    at: (resource) => html`At ${resource}:`,
    noScope: 'See who you are',
    lasts: (seconds) => `This access lasts for up to ${duration(seconds, 'en', words)}.`,
    otherScope: 'Use this permission:',
    allow: 'Allow',
    deny: 'Deny',
  },
  device: {
    title: 'Connect a device',
    enterCode: 'Enter the code that your device shows.',
    checkCode: 'Does your device show this code? Continue only if you are signing in on that device yourself.',
    code: 'Code',
    submit: 'Continue',
    wrong:
      'This code is not valid. It may be mistyped, expired or used. Compare it with the one on your device, or start again there.',
    throttled: (minutes) =>
      `Too many wrong codes were entered. Try again ${minutes === undefined ? 'in a few minutes' : minutes === 1 ? 'in 1 minute' : `in ${minutes} minutes`}.`,
    again: 'This page was open for too long, or was also opened in another tab. Please enter the code again.',
    allowed: {
      title: 'Your device is connected',
      what: (client) => html`${client} on your device can go on now.`,
    },
    denied: {
      title: 'You denied access',
      what: (client) => html`${client} on the device got no access to your account.`,
    },
    close: 'You can close this page.',
  },
  response: {
    title: 'Back to the app',
    goesTo: (host) => html`You are being sent to ${host}. If nothing happens, press the button.`,
    submit: 'Continue',
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
      device: [
        'The code of the device has expired, or somebody has already decided about it.',
        'Look at the device. If it is not signed in, start again there to get a new code.',
      ],
      service: [
        'Something went wrong on our side. Neither you nor the app did anything wrong.',
        'Wait a moment, go back to the app and try again. If this happens again, send support the details below.',
      ],
      handoff: [
        'You were sent back from the page where you sign in, but this sign-in cannot go on.',
        'Start again here. If you came here by a link that somebody sent you, close this page instead.',
      ],
    },
    again: 'Start again',
    back: (app) => html`Back to ${app}`,
    about: 'About this service',
    forDevelopers: 'For the app’s developers',
    explanation: 'What this error means and how to fix it',
    contact: 'Contact support',
  },
};
