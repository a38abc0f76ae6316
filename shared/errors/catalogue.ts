// Every error that Tessera answers or logs. Status, error_uri, help page and tests derive from its row.
// Numbers are Microsoft's published AADSTS numbers if one has the same meaning, since users search for them. Tessera's own numbers
// are 50000xx (causes of faults) and 99xxxx. A released number never changes its meaning.
import { assertionRefusals } from './assertion-refusals.ts';
import type { CatalogueRow } from './catalogue-row.ts';
import { deviceRefusals } from './device-refusals.ts';
import { exchangeRefusals } from './exchange-refusals.ts';
import { faults } from './faults.ts';
import { handoffRefusals } from './handoff-refusals.ts';
import { proofRefusals } from './proof-refusals.ts';
import { providerRefusals } from './provider-refusals.ts';
import { refusals } from './refusals.ts';
import { requestRefusals } from './request-refusals.ts';
import { signInRefusals } from './sign-in-refusals.ts';

const rows = {
  ...faults,
  ...refusals,
  ...proofRefusals,
  ...assertionRefusals,
  ...exchangeRefusals,
  ...signInRefusals,
  ...handoffRefusals,
  ...requestRefusals,
  ...deviceRefusals,
  ...providerRefusals,
} as const;

export type ErrorName = keyof typeof rows;

export const catalogue: Readonly<Record<ErrorName, CatalogueRow>> = rows;

export const errorNames = Object.keys(rows) as readonly ErrorName[];
