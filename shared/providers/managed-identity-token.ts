import { UpstreamError } from './upstream.ts';

/** A token of the app's managed identity, which the SDK caches. @throws UpstreamError */
export async function managedIdentityToken(scope: string, clientId: string | undefined): Promise<string> {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  const credential = new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
  try {
    return (await credential.getToken(scope)).token;
  } catch (cause) {
    throw new UpstreamError('refused', 'The managed identity of the app gets no token for the provider.', {}, cause);
  }
}
