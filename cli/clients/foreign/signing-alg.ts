import type { SigningAlg } from '../../../shared/keys/key-ring-record.ts';
import type { ExportMembers } from './export-members.ts';

const signingAlgs: readonly SigningAlg[] = ['ES256', 'RS256', 'PS256', 'EdDSA'];

/** The algorithm, if it is supported; another one is named. */
export function signingAlg(name: string, members: ExportMembers): SigningAlg | undefined {
  const value = members.text(name);
  const found = signingAlgs.find((alg) => alg === value);
  if (found === undefined) members.skip(name, `only ${signingAlgs.join(', ')} work`);
  return found;
}
