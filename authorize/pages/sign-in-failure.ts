// The part of the sign-in page about a failed sign-in at another provider.
import { type Html, html } from '../../shared/html/html.ts';
import { blockText, type SupportBlock } from '../../shared/html/support-link.ts';
import { untrustedText } from '../../shared/html/untrusted-text.ts';
import type { ProviderProblem, Texts } from '../texts/page-texts.ts';

export interface ShownFailure {
  /** The name of the provider. */
  readonly provider: string;
  readonly problem: ProviderProblem;
  /** What the provider says, in its words. Untrusted. */
  readonly description: string | undefined;
  /** Ids of this server and of the provider, to quote; `detailsOf` has checked those of the provider. */
  readonly block: SupportBlock;
  /** The address of the page that explains the error. */
  readonly explanation: string;
}

export function failureText(
  { provider, problem, description, block, explanation }: ShownFailure,
  { failure }: Texts['signIn'],
): Html {
  return html`<p class="problem" role="alert">${failure[problem](untrustedText(provider))}</p>
<details class="failure">
<summary>${failure.details}</summary>
${description === undefined ? undefined : html`<p>${failure.says(untrustedText(provider))}</p>\n<p>${untrustedText(description)}</p>\n`}<pre class="copy">${blockText(block)}</pre>
<p><a href="${explanation}">${failure.explanation}</a></p>
</details>
`;
}
