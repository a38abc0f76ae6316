export const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

export function isLoopback(issuer: string): boolean {
  return loopbackHosts.includes(new URL(issuer).hostname);
}
