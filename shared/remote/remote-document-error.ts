/** A document of another server that cannot be had. For the log: callers answer with a refusal, never with a 5xx. */
export class RemoteDocumentError extends Error {
  override readonly name = 'RemoteDocumentError';
  /** Its `documentName`. */
  readonly document: string;
  /** A predicate about the document, which quotes nothing of it. */
  readonly reason: string;
  /** The HTTP status, if that is the reason. */
  readonly status: number | undefined;

  constructor(url: string, reason: string, status?: number) {
    const document = documentName(url);
    super(`${document} ${reason}`);
    this.document = document;
    this.reason = reason;
    this.status = status;
  }
}

/** The URL without its query, which may have a secret. */
export function documentName(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
