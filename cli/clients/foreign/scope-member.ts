/** Scopes, each once, as a member. */
export function scopeMember(scopes: readonly string[]): { readonly scope?: string } {
  return scopes.length > 0 ? { scope: [...new Set(scopes)].join(' ') } : {};
}
