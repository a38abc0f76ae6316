// Checks names that an operator types.

import { seconds, systemClock, utcDay } from '../../shared/base/clock.ts';
import { maxGrantLifetimeSeconds } from '../../shared/base/lifetimes.ts';
import * as clientSchema from '../../shared/clients/client.schema.json';
import type { BarrierTarget } from '../../shared/grants/barriers.ts';
import { problemsOf } from '../../shared/validation/check.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { CommandError, exitCodes, refusal } from '../terminal/exit-codes.ts';

export interface TargetOptions {
  readonly client?: string;
  readonly subject?: string;
}

/** @throws CommandError when neither is given, or one is malformed */
export function targetOf({ client, subject }: TargetOptions): BarrierTarget {
  if (client !== undefined) checkClientId(client);
  // OpenID Connect Core §2: at most 255 ASCII characters.
  if (subject !== undefined && !/^[\x20-\x7e]{1,255}$/.test(subject)) {
    throw new CommandError('--subject must be 1 to 255 printable ASCII characters.');
  }
  if (client !== undefined) return subject === undefined ? { clientId: client } : { clientId: client, subject };
  if (subject !== undefined) return { subject };
  throw new CommandError('Name the client, the subject or both: --client ID, --subject S.', {
    exitCode: exitCodes.usage,
  });
}

function checkClientId(client_id: string): void {
  const problems = problemsOf(clientSchema, { client_id });
  if (problems.length > 0) throw refusal('--client is invalid:', problems);
}

/**
 * A grant id is its partition: a digit that the random part repeats, the last day, 16 random bytes.
 * @throws CommandError for an id that this server cannot have created, or whose grant has expired
 */
export function checkGrantId(id: string): void {
  const [, range, day = '', random = ''] = /^([0-9a-f])-(\d{8})-([\w-]{22})$/.exec(id) ?? [];
  const [byte = 0] = Buffer.from(random, 'base64url');
  if (range === undefined || (byte & 15).toString(16) !== range) {
    throw new CommandError(
      `${id.slice(0, 100)} is not a grant id. To see the grants of a user: ${asTyped('grants list --subject …')}`,
    );
  }
  const now = seconds(systemClock);
  if (day < utcDay(now)) throw new CommandError(`The grant ${id} has expired.`);
  if (day > utcDay(now + maxGrantLifetimeSeconds + 86_400))
    throw new CommandError(`${id} is not a grant id: its end is too far in the future.`);
}
