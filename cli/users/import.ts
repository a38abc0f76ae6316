import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { readUserRecord, type UserRecord } from '../../shared/users/user.ts';
import { addUser, changeUser } from '../../shared/users/user-store.ts';
import { endAccess } from '../deployment/end-access.ts';
import { allUsers, type KnownUser, requireUser } from '../deployment/known-user.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { type RecordLine, readRecordLines, repeatedLines } from '../deployment/record-lines.ts';
import { retryChange } from '../deployment/retry-change.ts';
import { writeRecords } from '../deployment/write-records.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { counted, print, printJson } from '../terminal/output.ts';
import { readText } from '../terminal/read-text.ts';
import { lostAccounts, ownersOf, writeAccounts } from './account-rows.ts';

interface Options extends JsonOption {
  readonly replace?: boolean;
  readonly dryRun?: boolean;
}

type Action = 'added' | 'replaced' | 'unchanged';

interface Plan extends RecordLine<UserRecord> {
  readonly action: Action;
}

export function addImport(group: Command): void {
  addCommand(group, {
    usage: 'import <file>',
    does: 'Adds the users of a file that export has written, with their subjects and passwords. Use - for stdin.',
    examples: ['users import users.jsonl', 'users import users.jsonl --dry-run', 'users import users.jsonl --replace'],
    notes:
      'Everything is checked before anything is written. A user that is stored just so already is skipped, so the command can\nbe run again after a failure. With --replace a user who is disabled, or who gets another password or loses an\naccount, is signed out, and their grants are revoked.',
  })
    .option('--replace', 'replace the whole record of each user who exists with the same subject')
    .option('--dry-run', 'check everything and say what would be done; write nothing')
    .action(importUsers);
}

async function importUsers(file: string, { json, replace = false, dryRun = false }: Options): Promise<void> {
  const name = file === '-' ? 'stdin' : file;
  const { lines, problems } = readRecordLines(await readText(file), { read: readUserRecord, nameOf: usernameOf });
  refuse(name, [...problems, ...repeated(lines)]);
  const plans = await withStore(async (opened) => {
    const planned = planFor(lines, await allUsers(opened.store), replace);
    refuse(name, planned.problems);
    if (!dryRun) await carryOut(planned.plans, opened);
    return planned.plans;
  });
  const names = (action: Action) => plans.filter((plan) => plan.action === action).map(({ record }) => record.username);
  const [added, replaced, unchanged] = [names('added'), names('replaced'), names('unchanged')];
  if (json) return printJson({ ...(dryRun && { dry_run: true }), added, replaced, unchanged });
  const counts = `${counted(added.length, 'user')} added, ${replaced.length} replaced, ${unchanged.length} unchanged`;
  print(dryRun ? `Nothing was written. It would be: ${counts}.` : `${counts}.`);
}

function usernameOf(value: unknown): string | undefined {
  const isNamed = typeof value === 'object' && value !== null && 'username' in value;
  return isNamed && typeof value.username === 'string' ? value.username : undefined;
}

function repeated(lines: readonly RecordLine<UserRecord>[]): readonly string[] {
  return [
    ...repeatedLines(lines, ({ username }) => username).map(({ place }) => `${place}: duplicate username`),
    ...repeatedLines(lines, ({ subject }) => subject).map(({ place }) => `${place}: duplicate subject`),
    ...repeatedAccounts(lines),
  ];
}

function repeatedAccounts(lines: readonly RecordLine<UserRecord>[]): readonly string[] {
  const owners = ownersOf(lines.map(({ record }) => record));
  return lines.filter(({ record }) => hasOther(record, owners)).map(({ place }) => `${place}: duplicate account`);
}

function hasOther(record: UserRecord, owners: ReturnType<typeof ownersOf>): boolean {
  return [...ownersOf([record]).keys()].some((name) => (owners.get(name) ?? record).subject !== record.subject);
}

function planFor(lines: readonly RecordLine<UserRecord>[], known: readonly KnownUser[], replace: boolean) {
  const byName = new Map(known.map((user) => [user.username, user]));
  const bySubject = new Map(known.map((user) => [user.subject, user]));
  const owners = ownersOf(known.flatMap((user) => ('record' in user ? [user.record] : [])));
  const plans: Plan[] = [];
  const problems: string[] = [];
  for (const line of lines) {
    const { record, place } = line;
    const same = byName.get(record.username);
    const owner = bySubject.get(record.subject);
    if (hasOther(record, owners)) problems.push(`${place}: another user has one of its accounts`);
    else if (owner && owner !== same) problems.push(`${place}: the subject belongs to the user ${owner.username}`);
    else if (!same) plans.push({ ...line, action: 'added' });
    else if (same !== owner) {
      problems.push(`${place}: another user has this username, with another subject; remove that user first`);
    } else if ('record' in same && isDeepStrictEqual(same.record, record)) plans.push({ ...line, action: 'unchanged' });
    else if (!('record' in same)) problems.push(`${place}: the stored record is invalid; remove that user first`);
    else if (!replace)
      problems.push(`${place}: the user has another record; use --replace to replace the whole record`);
    else plans.push({ ...line, action: 'replaced' });
  }
  return { plans, problems };
}

async function carryOut(plans: readonly Plan[], opened: OperatorStore): Promise<void> {
  await writeRecords(
    plans.filter(({ action }) => action !== 'unchanged'),
    {
      noun: 'user',
      nameOf: ({ record }) => record.username,
      async write({ record, action }) {
        if (action === 'replaced') await replaceUser(record, opened);
        else if ((await addUser(record, opened.store)) === 'exists') {
          throw new CommandError(`the user ${record.username} was added in the meantime`);
        } else await writeAccounts(record, [], opened.store);
      },
    },
  );
}

/** A barrier before and after, as any change ends what a user has: `changeAndEnd`. */
async function replaceUser(record: UserRecord, opened: OperatorStore): Promise<void> {
  const { store } = opened;
  const { subject, username } = record;
  const ends = await retryChange(`user ${username}`, async () => {
    const { known, revision } = await requireUser(username, opened);
    if (!('record' in known) || known.subject !== subject) {
      throw new CommandError(`the user ${username} was changed in the meantime`);
    }
    const lost = lostAccounts(known.record, record);
    const isEnd = record.disabled || !isDeepStrictEqual(record.password, known.record.password) || lost.length > 0;
    if (isEnd) await raiseBarrier({ subject }, store);
    return (await changeUser(record, revision, store)) === 'changed' ? { isEnd, lost } : 'outdated';
  });
  await writeAccounts(record, ends.lost, store);
  if (ends.isEnd) await endAccess({ subject }, store);
}

/** @throws CommandError if there is a problem */
function refuse(name: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new CommandError(['Nothing was imported:', ...problems.map((problem) => `${name}:${problem}`)].join('\n'));
}
