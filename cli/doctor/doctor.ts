import type { Command } from 'commander';
import type { Client } from '../../shared/clients/client.ts';
import { operatorVariables, type Variables } from '../deployment/operator-settings.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { print, printable, printJson } from '../terminal/output.ts';
import { checkBodyLimit } from './check-body-limit.ts';
import { checkIssuer } from './check-issuer.ts';
import { checkKeys, type KeyCheck } from './check-keys.ts';
import { checkRemoteKeys } from './check-remote-keys.ts';
import { checkSettings } from './check-settings.ts';
import { checkStoreAndClients } from './check-store.ts';
import type { Finding } from './finding.ts';

export function addDoctor(program: Command): void {
  addCommand(program, {
    usage: 'doctor',
    does: 'Checks the settings, the store, the clients and the keys that they publish, the key ring and the metadata, and says how to fix problems.',
    examples: ['doctor', { environment: 'ISSUER=https://tokens.example', command: 'doctor' }, 'doctor --json'],
    notes:
      'It writes one row to the store and removes it, and changes nothing else. Exit code 1 if something is wrong.',
  }).action(doctor);
}

async function doctor({ json }: JsonOption): Promise<void> {
  const findings = await examine(await operatorVariables());
  if (findings.some(({ is }) => is === 'wrong')) process.exitCode = exitCodes.refused;
  if (json) printJson(findings);
  else print(findings.map(line).join('\n'));
}

async function examine(variables: Variables): Promise<readonly Finding[]> {
  const settings = await checkSettings(variables);
  const { findings: store, clients } = await checkStoreAndClients(variables);
  const remote = await checkRemoteKeys(variables.ISSUER ?? '', clients);
  const { findings: keys, ring } = await checkKeys(variables, idTokenAlgs(clients));
  const issuer = await checkIssuer(variables.ISSUER ?? '', ring);
  return [...settings, ...store, ...remote, ...keys, ...issuer, ...(await checkBodyLimit(variables))];
}

function idTokenAlgs(clients: readonly Client[]): KeyCheck['neededAlgs'] {
  return new Map(clients.filter(({ scope }) => scope.includes('openid')).map(({ id, idTokenAlg }) => [idTokenAlg, id]));
}

function line({ check, is, what, todo }: Finding): string {
  const text = `${is.padEnd(6)} ${check.padEnd(9)} ${printable(what).replaceAll('\n', ' ')}`;
  return todo === undefined ? text : `${text}\n${' '.repeat(17)}→ ${printable(todo)}`;
}
