/** What is registered at a provider. @param issuer of this service */
export function redirectUriOf(id: string, issuer: string): string {
  return `${issuer}/callback/${id}`;
}
