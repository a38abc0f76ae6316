// All cases, in the order in which they are played.
import { type Case, type Group, groups } from './case.ts';
import { clockCases } from './clock-cases.ts';
import { errorCases } from './error-cases.ts';
import { healthCases } from './health-cases.ts';
import { keyCases } from './key-cases.ts';
import { metadataCases } from './metadata-cases.ts';
import { parameterCases } from './parameter-cases.ts';
import { tokenCases } from './token-cases.ts';

const unordered = [
  ...metadataCases,
  ...keyCases,
  ...tokenCases,
  ...clockCases,
  ...healthCases,
  ...errorCases,
  ...parameterCases,
];

export const groupNames = (Object.keys(groups) as Group[]).filter((group) =>
  unordered.some((each) => each.group === group),
);

export const cases: readonly Case[] = groupNames.flatMap((group) => unordered.filter((each) => each.group === group));
