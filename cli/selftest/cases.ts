// All cases, in the order in which they are played.
import { type Case, type Group, groups } from './case.ts';
import { clockCases } from './clock-cases.ts';
import { codeCases } from './code-cases.ts';
import { corsCases } from './cors-cases.ts';
import { errorCases } from './error-cases.ts';
import { healthCases } from './health-cases.ts';
import { keyCases } from './key-cases.ts';
import { metadataCases } from './metadata-cases.ts';
import { pageCases } from './page-cases.ts';
import { parameterCases } from './parameter-cases.ts';
import { refreshCases } from './refresh-cases.ts';
import { introspectionCases, revocationCases } from './revocation-cases.ts';
import { tokenCases } from './token-cases.ts';
import { transportCases } from './transport-cases.ts';

const casesByGroup: Readonly<Record<Group, readonly Case[]>> = {
  transport: transportCases,
  clock: clockCases,
  health: healthCases,
  metadata: metadataCases,
  keys: keyCases,
  token: tokenCases,
  errors: errorCases,
  parameters: parameterCases,
  code: codeCases,
  refresh: refreshCases,
  introspection: introspectionCases,
  revocation: revocationCases,
  cors: corsCases,
  pages: pageCases,
};

export const groupNames = Object.keys(groups) as readonly Group[];

export const cases: readonly Case[] = groupNames.flatMap((group) => casesByGroup[group]);
