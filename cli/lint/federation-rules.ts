// Federated credentials: workloads that get in with a token of their platform.
import { isLoopback } from '../../shared/base/loopback.ts';
import type { FederatedCredential } from '../../shared/clients/client.ts';
import { azureAudience, azureAudienceId } from '../credentials/azure.ts';
import { isPrivateName } from '../credentials/issuer-problem.ts';
import { describeHolder } from '../credentials/platforms.ts';
import { clientsBy } from '../deployment/clients-by.ts';
import type { LintRule } from './lint-rule.ts';

const member = 'federated_credentials';

export const federationRules: readonly LintRule[] = [
  {
    member,
    level: 'error',
    finds: ({ client }) =>
      client.federatedCredentials
        .filter(({ subject }) => /[*?]/.test(subject))
        .map(
          ({ name, subject }) => `${name}: no token has the subject ${subject}: it is compared character by character`,
        ),
    todo: 'name each workload that may get in, without wildcards',
  },
  {
    member,
    level: 'error',
    finds: ({ client }) =>
      client.federatedCredentials
        .filter(({ issuer, jwks }) => jwks === undefined && isPrivateName(issuer))
        .map(
          ({ name, issuer }) => `${name}: the keys of ${issuer} cannot be fetched: it is a name of a private network`,
        ),
    todo: 'put the keys into jwks: clients update with --federated-kubernetes and --federated-jwks',
  },
  {
    member,
    level: 'error',
    finds: ({ client, issuer: own }) =>
      client.federatedCredentials
        .filter(({ issuer, jwks }) => jwks === undefined && isForThisMachine(issuer, own))
        .map(
          ({ name, issuer }) => `${name}: the keys of ${issuer} are not fetched: it is on the machine of this service`,
        ),
    todo: 'set the public issuer of the platform, or give its keys in jwks',
  },
  {
    member,
    level: 'warning',
    finds: ({ client }) =>
      client.federatedCredentials
        .filter(({ subject }) => /:pull_request$/.test(subject))
        .map(
          (credential) =>
            `${describeHolder(credential)} get in: a workflow runs there as its author wrote it, before anybody reviews it`,
        ),
    todo: 'name an environment or a branch instead',
  },
  {
    member,
    level: 'warning',
    finds: ({ client }) =>
      client.federatedCredentials
        .filter(isNameOnly)
        .map(
          (credential) => `${describeHolder(credential)}: who gets this name after it was renamed or deleted gets in`,
        ),
    todo: 'add claims with the id of the repository or its owner (repository_id, repository_owner_id; in GitLab project_id, namespace_id), or use a subject with ids',
  },
  {
    member,
    level: 'warning',
    finds: ({ client, issuer }) =>
      isLoopback(issuer)
        ? []
        : client.federatedCredentials.flatMap(({ name, audiences }) =>
            audiences
              .filter((audience) => ![issuer, azureAudience, azureAudienceId].includes(audience))
              .map(
                (audience) => `${name}: tokens for ${audience} are meant for another service, which can use them here`,
              ),
          ),
    todo: 'have the workload ask for a token for the issuer of this service, and set audiences to it',
  },
  {
    member,
    level: 'warning',
    finds: ({ client, all }) =>
      client.federatedCredentials.flatMap((own) =>
        clientsByWorkload(all, workloadOf(own))
          .filter((other) => other.id !== client.id && other.federatedCredentials.some(mayBeSameTokenAs(own)))
          .map(({ id }) => `${describeHolder(own)} gets in as ${id} too, and may do what either of them may`),
      ),
    todo: 'give each workload one client',
  },
];

/** Claims that stay with a repository when its name is given to another. */
const idClaims = ['repository_id', 'repository_owner_id', 'project_id', 'namespace_id'];

function isNameOnly({ subject, claims }: FederatedCredential): boolean {
  return /^(?:repo:[^@:]+:|project_path:)/.test(subject) && !claims.some(([name]) => idClaims.includes(name));
}

function isForThisMachine(uri: string, issuer: string): boolean {
  return isLoopback(uri) && !isLoopback(issuer);
}

const clientsByWorkload = clientsBy(({ federatedCredentials }) => federatedCredentials.map(workloadOf));

function workloadOf({ issuer, subject }: FederatedCredential): string {
  return JSON.stringify([issuer, subject]);
}

function mayBeSameTokenAs(one: FederatedCredential): (other: FederatedCredential) => boolean {
  return (other) =>
    workloadOf(one) === workloadOf(other) &&
    one.audiences.some((audience) => other.audiences.includes(audience)) &&
    !one.claims.some(([name, value]) => other.claims.some((each) => each[0] === name && each[1] !== value));
}
