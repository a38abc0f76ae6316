// Every error that Tessera answers or logs, as data. Status, error_uri, help page and tests derive from a row.
// A number is Microsoft's published AADSTS number where one has the same meaning, since that is what users search for.
// Tessera's own are 50000xx (a fault's cause) and 99xxxx. A published number keeps its meaning.
import type { CatalogueRow } from './catalogue-row.ts';
import { faults } from './faults.ts';
import { refusals } from './refusals.ts';
import { signInRefusals } from './sign-in-refusals.ts';

const rows = { ...faults, ...refusals, ...signInRefusals } as const;

export type ErrorName = keyof typeof rows;

export const catalogue: Readonly<Record<ErrorName, CatalogueRow>> = rows;

export const errorNames = Object.keys(rows) as readonly ErrorName[];
