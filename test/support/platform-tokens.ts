// Tokens that platforms give to their workloads, with the headers and claims that their documentation shows.
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { newTestKey, type TestKey } from './assertions.ts';

const tenant = '9b2d4d5e-3f0a-4c59-8a6c-0f2b1f6c7a10';
const identity = '1f6c7a10-0f2b-4c59-8a6c-9b2d4d5e3f0a';

export interface Platform {
  /** As in a client record, but for its keys. */
  readonly credential: Readonly<Record<string, unknown>> & { readonly issuer: string };
  readonly header: Readonly<Record<string, unknown>>;
  /** @param now seconds since the epoch */
  claims(now: number): Readonly<Record<string, unknown>>;
}

export const platformKey: TestKey = newTestKey('RS256', 'of-the-platform');

export const platforms = {
  'managed identity, version 1 (IMDS)': {
    credential: {
      name: 'vm',
      issuer: `https://sts.windows.net/${tenant}/`,
      subject: identity,
      audiences: ['api://tessera'],
    },
    header: { typ: 'JWT', x5t: 'q-23falevZhhD3hm9CQbkP5MQyU' },
    claims: (now) => ({
      aud: 'api://tessera',
      iss: `https://sts.windows.net/${tenant}/`,
      ...{ iat: now - 7200, nbf: now - 7200, exp: now + 79_200 },
      ...{ aio: 'E2RgYA', appid: randomUUID(), appidacr: '2', idp: `https://sts.windows.net/${tenant}/`, idtyp: 'app' },
      ...{ oid: identity, rh: '0.AXAA', sub: identity, tid: tenant, uti: 'x9yQ', ver: '1.0' },
      xms_mirid: '/subscriptions/s/resourcegroups/g/providers/Microsoft.Compute/virtualMachines/vm',
    }),
  },
  'managed identity, version 2 (App Service)': {
    credential: {
      name: 'app-service',
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
      subject: identity,
      audiences: ['6f1f2d7e-1d0b-4a55-9c7e-3d2a1b0c9f8e'],
    },
    header: { typ: 'JWT' },
    claims: (now) => ({
      aud: '6f1f2d7e-1d0b-4a55-9c7e-3d2a1b0c9f8e',
      iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
      ...{ iat: now - 60, nbf: now - 60, exp: now + 86_340 },
      ...{ aio: 'k2Rg', azp: randomUUID(), azpacr: '2', idtyp: 'app', oid: identity, rh: '0.AX', sub: identity },
      ...{ tid: tenant, uti: 'y8', ver: '2.0' },
    }),
  },
  'GitHub Actions': {
    credential: {
      name: 'github-production',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:octo-org/octo-repo:environment:production',
      audiences: ['https://issuer.example'],
      claims: { repository_owner_id: '65', repository_id: '74' },
    },
    header: { typ: 'JWT', x5t: 'eBZ_cn3sXYAd0ch4THBKHIgOwOE' },
    claims: (now) => ({
      jti: randomUUID(),
      sub: 'repo:octo-org/octo-repo:environment:production',
      aud: 'https://issuer.example',
      ...{
        environment: 'production',
        ref: 'refs/heads/main',
        sha: 'example-sha',
        ref_protected: 'true',
        ref_type: 'branch',
      },
      ...{
        repository: 'octo-org/octo-repo',
        repository_owner: 'octo-org',
        repository_owner_id: '65',
        repository_id: '74',
      },
      ...{ actor: 'octocat', actor_id: '12', run_id: '12345', run_number: '10', run_attempt: '2', workflow: 'report' },
      ...{ event_name: 'workflow_dispatch', head_ref: '', base_ref: '', runner_environment: 'github-hosted' },
      job_workflow_ref: 'octo-org/octo-repo/.github/workflows/report.yml@refs/heads/main',
      iss: 'https://token.actions.githubusercontent.com',
      ...{ nbf: now - 600, iat: now, exp: now + 300 },
    }),
  },
  'Kubernetes service account': {
    credential: {
      name: 'cluster',
      issuer: 'https://kubernetes.default.svc.cluster.local',
      subject: 'system:serviceaccount:reports:nightly',
      audiences: ['https://issuer.example'],
    },
    // Without a typ.
    header: {},
    claims: (now) => ({
      aud: ['https://issuer.example'],
      ...{ iat: now - 1800, nbf: now - 1800, exp: now + 1800 },
      iss: 'https://kubernetes.default.svc.cluster.local',
      jti: randomUUID(),
      'kubernetes.io': {
        namespace: 'reports',
        pod: { name: 'nightly-1', uid: randomUUID() },
        serviceaccount: { name: 'nightly', uid: randomUUID() },
      },
      sub: 'system:serviceaccount:reports:nightly',
    }),
  },
  GitLab: {
    credential: {
      name: 'gitlab',
      issuer: 'https://gitlab.example',
      subject: 'project_path:my-group/my-project:ref_type:branch:ref:main',
      audiences: ['https://issuer.example'],
      claims: { project_id: '22', ref_protected: 'true' },
    },
    header: { typ: 'JWT' },
    claims: (now) => ({
      ...{ namespace_id: '72', namespace_path: 'my-group', project_id: '22', project_path: 'my-group/my-project' },
      ...{ user_id: '1', user_login: 'sample', pipeline_id: '574', pipeline_source: 'push', job_id: '302' },
      ...{ ref: 'main', ref_type: 'branch', ref_path: 'refs/heads/main', ref_protected: 'true' },
      ...{ runner_environment: 'self-hosted', sha: 'example-sha', project_visibility: 'private' },
      jti: randomUUID(),
      iss: 'https://gitlab.example',
      ...{ iat: now, nbf: now - 5, exp: now + 3600 },
      sub: 'project_path:my-group/my-project:ref_type:branch:ref:main',
      aud: 'https://issuer.example',
    }),
  },
} as const satisfies Readonly<Record<string, Platform>>;

export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: TestKey;
}

/** A token of the platform, with other claims or none in the place of its own. */
export function platformToken(
  platform: Platform,
  now: number,
  { claims = {}, header = {}, key = platformKey }: TokenChanges = {},
): Promise<string> {
  return new SignJWT({ ...platform.claims(now), ...claims })
    .setProtectedHeader({ alg: key.alg, ...(key.kid !== undefined && { kid: key.kid }), ...platform.header, ...header })
    .sign(key.privateKey);
}
