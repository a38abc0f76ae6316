import type { Language } from '../html/language.ts';
import type { Provider } from './provider-record.ts';

export function labelOf({ label, labels }: Pick<Provider, 'label' | 'labels'>, language: Language): string {
  return labels[language] ?? label;
}
