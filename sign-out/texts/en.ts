import { html } from '../../shared/html/html.ts';
import type { Texts } from './page-texts.ts';

export const en: Texts = {
  languages: 'Languages',
  signOut: {
    title: 'Sign out',
    account: 'Your account',
    asked: (app) => html`${app} asks you to sign out here too.`,
    question: 'Do you want to sign out in this browser?',
    everywhere: 'Sign out everywhere',
    everywhereHint: 'Also on your other devices, and in all apps that you have signed in to with this account.',
    submit: 'Sign out',
  },
  signedOut: {
    title: 'You are signed out',
    here: 'You are signed out in this browser. You may still be signed in to apps that you used: sign out there too.',
    everywhere:
      'You are signed out here, and on all your other devices within a minute. Apps that you used will soon ask you to sign in again.',
    back: (app) => html`Back to ${app}`,
    stillAt: (provider) => html`You may still be signed in at ${provider}.`,
    outOf: (provider) => html`Sign out of ${provider}`,
    close: 'You can close this page, or go back to the app that you were using.',
    about: 'About this service',
  },
  failed: {
    title: 'You are still signed in',
    advice: 'Signing out failed. Try again. Until then, close the browser or keep the device with you.',
    again: 'Try again',
    adviceOfApp: 'The app that sent you here made a mistake in its request. You can sign out here all the same.',
    withoutApp: 'Sign out here',
  },
};
