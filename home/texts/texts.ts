// The texts of the pages, by language.
import type { Language } from '../../shared/html/language.ts';
import { en } from './en.ts';
import { lv } from './lv.ts';
import { nb } from './nb.ts';
import type { Texts } from './page-texts.ts';

export const texts: Readonly<Record<Language, Texts>> = { en, lv, nb };
