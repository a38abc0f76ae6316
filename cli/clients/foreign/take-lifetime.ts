import type { ExportMembers } from './export-members.ts';

/** Seconds that a lifetime of a client record may have. */
const bounds = {
  access_token_lifetime: [60, 86_400],
  refresh_token_lifetime: [60, 31_536_000],
  grant_lifetime: [60, 31_536_000],
  refresh_token_grace: [0, 300],
} as const;

/** The lifetime as a member, if it is within the bounds; otherwise it is named. @param value seconds */
export function takeLifetime<Name extends keyof typeof bounds>(
  name: Name,
  value: number | undefined,
  from: string,
  members: ExportMembers,
): { readonly [key in Name]?: number } {
  if (value === undefined) return {};
  const [least, most] = bounds[name];
  if (Number.isInteger(value) && value >= least && value <= most) return withMember(name, value);
  members.note(`skipped ${from}: ${name} must be ${least} to ${most} seconds`);
  return {};
}

function withMember<Name extends string>(name: Name, value: number): { readonly [key in Name]?: number } {
  const record: { [key in Name]?: number } = {};
  record[name] = value;
  return record;
}
