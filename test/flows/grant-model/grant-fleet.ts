// Where the life of a grant is played through with real parts: service processes on one Azurite, each with a separate line.

import { systemClock } from '../../../shared/base/clock.ts';
import { hashSecret } from '../../../shared/clients/client-record.ts';
import { register } from '../../../shared/clients/registered-clients.ts';
import { startTestAzurite } from '../../support/azurite.ts';
import { introspect, signIn } from '../../support/grants.ts';
import { startServer, type TestServer, temporaryFile } from '../../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../../support/service-process.ts';
import { openStorageLine, type StorageLine } from '../../support/storage-line.ts';
import { claimUpkeep } from '../../support/upkeep.ts';
import { type Player, recordsOf } from './grant-players.ts';

/** A service process, and after it was ended the one in its place. */
export interface Instance {
  readonly url: string;
  /** Its way to Azurite, which can fail. */
  readonly line: StorageLine;
  /** Lets the deadline of its call to the store pass. */
  passDeadline(): void;
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
}

export interface Fleet {
  readonly instances: readonly Instance[];
  /** Issues codes with the same keys, and sees the store by a line that never fails. */
  readonly signer: TestServer;
  close(): Promise<void>;
}

/**
 * The first of the players is registered in the store, the others in CLIENTS_FILE.
 * @param size how many processes
 */
export async function openFleet(size: number, players: readonly Player[]): Promise<Fleet> {
  const azurite = await startTestAzurite();
  const [inStore, ...inFile] = recordsOf(players);
  const signer = await startServer({
    clients: inFile,
    clock: systemClock,
    environment: { STORE: 'table', GRANTS_STORAGE: azurite.connectionString },
  });
  await claimUpkeep(signer.service.store);
  if (inStore) await register(hashSecret(inStore), signer.service.store);
  const client_id = players[0]?.id ?? '';
  // So that the table is there, and a request has come through each process before its calls are counted.
  const { accessToken } = await signIn(signer, client_id);
  const warmUp = async (process: ServiceProcess) => {
    const { json, text } = await introspect(process, accessToken, { client_id });
    if (json?.active === undefined) throw new Error(`the service does not work: ${text}`);
  };
  const clientsFile = await temporaryFile(inFile);
  const opening = Array.from({ length: size }, () => openInstance(azurite.connectionString, clientsFile, warmUp));
  const instances = await Promise.all(opening);
  return {
    instances,
    signer,
    async close() {
      await Promise.all([...instances.map((each) => each.end('SIGKILL')), signer.close()]);
      await Promise.all(instances.map(({ line }) => line.close()));
      await azurite.close();
    },
  };
}

async function openInstance(
  connectionString: string,
  clientsFile: string,
  warmUp: (process: ServiceProcess) => Promise<void>,
): Promise<Instance> {
  const line = await openStorageLine(connectionString);
  const environment = { STORE: 'table', GRANTS_STORAGE: line.connectionString, CLIENTS_FILE: clientsFile };
  let process: ServiceProcess | undefined;
  async function start(): Promise<void> {
    process = await startServiceProcess(environment);
    await warmUp(process);
  }
  await start();
  return {
    line,
    get url() {
      return process?.url ?? '';
    },
    passDeadline: () => process?.passDeadline(),
    start,
    async end(signal) {
      await process?.end(signal);
      process = undefined;
    },
  };
}
