/** What the user has to change. Its message says how, in one line. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
