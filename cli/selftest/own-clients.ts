// The clients and the user that a run registers in the store, and removes at its end.
import { randomBytes } from 'node:crypto';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { sha256 } from '../../shared/base/sha256.ts';
import { listConsents, withdrawConsent } from '../../shared/clients/consents.ts';
import { findRegistration, removeRegistration } from '../../shared/clients/registered-clients.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import type { Store } from '../../shared/store/store.ts';
import { hashPassword } from '../../shared/users/password.ts';
import { newSubject } from '../../shared/users/user.ts';
import { addUser, findUserAsStored, removeUser } from '../../shared/users/user-store.ts';
import { checkRecord } from '../deployment/check-record.ts';
import { registerClient } from '../deployment/register-client.ts';
import { retryChange } from '../deployment/retry-change.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { refusal } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import type { Credentials, OwnClients } from './play.ts';

/** What is left of a run that removes nothing ends by itself. Seconds. */
const lifetimes = { access_token_lifetime: 300, refresh_token_lifetime: 600, grant_lifetime: 600 } as const;

export interface Registered {
  readonly client: Credentials;
  readonly own: OwnClients;
  /** @returns the commands that remove what could not be removed. Never rejects. */
  remove(): Promise<readonly string[]>;
}

type RecordOfClient = Readonly<Record<string, unknown>> & { readonly client_id: string };

/** Removes what it has registered if it fails. @throws StoreUnavailableError, CommandError */
export async function registerOwn(store: Store): Promise<Registered> {
  const run = `selftest-${randomBytes(8).toString('hex')}`;
  const [client, web, api] = ['job', 'web', 'api'].map((kind) => ({
    id: `${run}-${kind}`,
    secret: randomBytes(32).toString('base64url'),
  }));
  const user = { username: run, password: randomBytes(15).toString('base64url') };
  if (!client || !web || !api) throw new Error('there are three clients');
  const subject = newSubject();
  const app = { id: `${run}-app` };
  const redirectUri = `https://${run}.invalid/callback`;
  const resource = `https://${run}.invalid`;
  const scope = 'selftest.read';
  const signIn = {
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [redirectUri],
    scope: `openid ${scope}`,
    resource: [resource],
    refresh_token_grace: 0,
  };
  const records: readonly RecordOfClient[] = [
    { ...withSecret(client), grant_types: ['client_credentials'], scope, default_scope: scope, resource: [resource] },
    { ...withSecret(web), ...signIn, consent: true },
    { client_id: app.id, token_endpoint_auth_method: 'none', ...signIn },
    { ...withSecret(api), grant_types: [], introspects: [resource] },
  ];

  async function remove(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { client_id: id } of records) {
      await removeClient(id, store).catch(() => left.push(asTyped(`clients remove ${id}`)));
    }
    await removeOwnUser({ username: run, subject }, store).catch(() => left.push(asTyped(`users remove ${run}`)));
    return left;
  }

  try {
    for (const record of records) await register(record, store);
    const password = await hashPassword(user.password);
    const { username } = user;
    await addUser(
      { subject, username, email_verified: false, disabled: false, updated_at: seconds(systemClock), password },
      store,
    );
  } catch (thrown) {
    const left = await remove();
    if (left.length > 0) remark(`Not removed; run these later:\n${left.map((each) => `  ${each}`).join('\n')}`);
    throw thrown;
  }
  return { client, own: { web, app, api, user, redirectUri, resource, scope }, remove };
}

function withSecret({ id, secret }: Credentials): RecordOfClient {
  const client_secrets = [{ sha256: sha256(secret).toString('hex'), expires_at: 0 }];
  return {
    client_id: id,
    client_name: 'tessera selftest',
    token_endpoint_auth_method: 'client_secret',
    client_secrets,
  };
}

async function register(value: RecordOfClient, store: Store): Promise<void> {
  const record = checkRecord({ ...value, ...lifetimes }, []);
  if ('problems' in record) throw refusal(`The client ${value.client_id} cannot be registered:`, record.problems);
  await registerClient(record, store);
}

/** As `clients remove`: what it was given ends too. */
async function removeClient(id: string, store: Store): Promise<void> {
  if (!(await findRegistration(id, store))) return;
  await raiseBarrier({ clientId: id }, store);
  await retryChange(`client ${id}`, async () => {
    const found = await findRegistration(id, store);
    return found ? removeRegistration(id, found.revision, store) : 'removed';
  });
}

async function removeOwnUser(
  user: { readonly username: string; readonly subject: string },
  store: Store,
): Promise<void> {
  if (!(await findUserAsStored(user.username, store))) return;
  await raiseBarrier({ subject: user.subject }, store);
  for (const { clientId } of await listConsents(user.subject, store))
    await withdrawConsent(user.subject, clientId, store);
  await retryChange(`user ${user.username}`, async () => {
    const found = await findUserAsStored(user.username, store);
    return found ? removeUser(user, found.revision, store) : 'removed';
  });
}
