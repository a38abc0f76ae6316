// Projected service account tokens: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
import { issuerProblem } from './issuer-problem.ts';
import { type Platform, wildcardProblem } from './platform.ts';

const form =
  /^(?<namespace>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/(?<account>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)@(?<issuer>.+)$/s;

export const kubernetes: Platform = {
  name: 'kubernetes',
  form: 'namespace/account@issuer',
  help: 'a service account of a cluster',
  notes: [
    'NAMESPACE/ACCOUNT@ISSUER. The issuer of a cluster is shown by: kubectl get --raw /.well-known/openid-configuration',
    'If nobody can reach it, --federated-jwks has its keys: kubectl get --raw /openid/v1/jwks > keys.json',
  ],
  identitiesOf(text) {
    const { namespace, account, issuer } = form.exec(text)?.groups ?? {};
    if (issuer === undefined) {
      return (
        wildcardProblem(text) ?? {
          problem: `${text} is not a service account with its cluster. Write NAMESPACE/ACCOUNT@ISSUER, as in reports/nightly@https://oidc.example/cluster`,
        }
      );
    }
    return (
      issuerProblem(issuer) ?? [
        { name: `${namespace}-${account}`, issuer, subject: `system:serviceaccount:${namespace}:${account}` },
      ]
    );
  },
  describe({ issuer, subject }) {
    const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? [];
    return account && `the service account ${namespace}/${account} of the cluster ${issuer}`;
  },
};
