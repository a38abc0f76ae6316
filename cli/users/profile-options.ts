// The options of users add and users update that are about what apps learn of a user.
import type { Command } from 'commander';
import type { UserRecord } from '../../shared/users/user.ts';
import { CommandError, exitCodes, refusal } from '../terminal/exit-codes.ts';

export interface ProfileOptions {
  readonly name?: string;
  readonly email?: string;
  readonly groups?: string;
  readonly claims?: string;
}

type Profile = Partial<Pick<UserRecord, 'name' | 'email' | 'groups' | 'claims'>>;
/** An undefined value removes the member. */
export type ProfileChange = { readonly [Member in keyof Profile]?: Profile[Member] | undefined };

export function addProfileOptions(command: Command): Command {
  return command
    .option('--name <text>', 'the full name, for clients that ask for the scope profile')
    .option('--email <address>', 'the email address, for clients that ask for the scope email')
    .option(
      '--groups <names>',
      'all groups of the user, separated by commas, for clients that ask for the scope groups',
    )
    .option(
      '--claims <json>',
      'claims of your own: {"department": "Analysis"}, for clients that ask for the scope profile',
    );
}

/** @throws CommandError */
export function profileOf(options: ProfileOptions): ProfileChange {
  const { name, email, groups, claims } = options;
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(groups !== undefined && { groups: groupsIn(groups) }),
    ...(claims !== undefined && { claims: claims === '' ? undefined : claimsIn(claims) }),
  };
}

/** Without what is undefined. */
export function given(profile: ProfileChange): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));
}

function groupsIn(names: string): readonly string[] | undefined {
  const groups = [...new Set(names.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  return groups.length > 0 ? groups : undefined;
}

function claimsIn(json: string): Readonly<Record<string, unknown>> {
  const value = parsed(json);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw refusal('--claims was not accepted:', ['it must be a JSON object: {"department": "Analysis"}']);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new CommandError('--claims must be JSON, in single quotes: \'{"department": "Analysis"}\'', {
      exitCode: exitCodes.usage,
    });
  }
}
