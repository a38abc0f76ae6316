import type { ClientRecord, FederatedCredentialRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';
import { takeSecret } from './take-secret.ts';

/** @param isConfidential although it has no credential. @returns undefined for an app without credentials */
export function entraAuthentication(members: ExportMembers, isConfidential = false): Partial<ClientRecord> | undefined {
  const passwords = members.objects('passwordCredentials');
  for (const password of passwords) {
    for (const name of ['keyId', 'displayName', 'hint', 'startDateTime', 'endDateTime', 'customKeyIdentifier']) {
      password.raw(name);
    }
    password.skip('secretText', 'it is the answer of a registration, not of an export');
  }
  const certificates = members.raw('keyCredentials');
  const hasCertificate = Array.isArray(certificates) && certificates.length > 0;
  const federated = members.objects('federatedIdentityCredentials').map(readCredential);
  if (federated.length > 0 && passwords.length === 0) {
    return { token_endpoint_auth_method: 'private_key_jwt', federated_credentials: federated };
  }
  if (federated.length > 0) {
    members.note(
      'skipped federatedIdentityCredentials: the client has a secret; to use them instead, run clients update --federated-credentials',
    );
  }
  if (passwords.length === 0 && !hasCertificate && !isConfidential) return undefined;
  return { token_endpoint_auth_method: 'client_secret', client_secrets: takeSecret('secretText', members) };
}

/** Checked like those of any record. */
function readCredential(credential: ExportMembers): FederatedCredentialRecord {
  for (const known of ['id', 'description', '@odata.type']) credential.raw(known);
  return {
    name: credential.text('name') ?? '',
    issuer: credential.text('issuer') ?? '',
    subject: credential.text('subject') ?? '',
    audiences: credential.texts('audiences'),
  };
}
