/** What has to change: the URL, the address of its host, the server, its answer, or what the document says. */
export type RemoteDocumentProblem = 'url' | 'address' | 'unreachable' | 'missing' | 'answer' | 'issuer' | 'keys';

/** A document of another server that cannot be had. For the log: callers answer with a refusal, never with a 5xx. */
export class RemoteDocumentError extends Error {
  override readonly name = 'RemoteDocumentError';
  /** Its `documentName`. */
  readonly document: string;
  readonly problem: RemoteDocumentProblem;
  /** A predicate about the document, which quotes nothing of it. */
  readonly reason: string;

  constructor(url: string, reason: string, problem: RemoteDocumentProblem = 'answer') {
    const document = documentName(url);
    super(`${document} ${reason}`);
    this.document = document;
    this.problem = problem;
    this.reason = reason;
  }
}

/** The URL without its query, which may have a secret. */
export function documentName(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
