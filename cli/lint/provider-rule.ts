import { entraIssuer } from '../../shared/providers/entra-issuer.ts';
import type { Provider, ProviderRecord } from '../../shared/providers/provider-record.ts';

export interface ProviderRule {
  readonly member: keyof ProviderRecord;
  /** `error`: nobody, or not who is meant, can enter. `warning`: it is unsafe. */
  readonly level: 'error' | 'warning';
  /** What will happen: one text for each violation. */
  finds(provider: Provider): readonly string[];
  readonly todo: string;
}

/** One finding if the rule is broken. */
export const when = (isBroken: boolean, text: string): readonly string[] => (isBroken ? [text] : []);

export const isEntra = ({ issuer }: Provider): boolean => entraIssuer(issuer) !== undefined;
