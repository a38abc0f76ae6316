// What the page at / says, in each language. A missing entry fails the type check.
import type { Language } from '../../shared/html/language.ts';
import { en } from './en.ts';
import { lv } from './lv.ts';
import { nb } from './nb.ts';

export interface Texts {
  /** Names the choice of languages. */
  readonly languages: string;
  readonly title: string;
  readonly lead: string;
  /** Heads the links for who writes apps. */
  readonly forApps: string;
  readonly documentation: string;
  readonly links: LinkTexts;
  /** Leads to the operator's support. */
  readonly help: string;
}

interface LinkTexts {
  readonly openidMetadata: string;
  readonly oauthMetadata: string;
  readonly jwks: string;
  readonly errors: string;
}

export const texts: Readonly<Record<Language, Texts>> = { en, lv, nb };
