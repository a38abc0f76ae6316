// Scripts of pages that sign their user in with a library. A test calls what they put on `app`; `settings` are of the page.
import { build } from 'esbuild';

const sources = {
  'oidc-client-ts': `
    import { UserManager } from 'oidc-client-ts';
    const { issuer, clientId, origin } = settings;
    const manager = new UserManager({
      authority: issuer,
      client_id: clientId,
      redirect_uri: origin + '/oidc-client-ts',
      post_logout_redirect_uri: origin + '/oidc-client-ts',
      scope: 'openid profile email',
    });
    const told = (user) => user && { profile: user.profile, accessToken: user.access_token };
    globalThis.app = {
      ready: location.search.includes('code=') ? manager.signinCallback().then(told) : manager.getUser().then(told),
      signIn: () => manager.signinRedirect(),
      refresh: () => manager.signinSilent().then(told),
      userinfo: (token) => fetch(issuer + '/userinfo', { headers: { Authorization: 'Bearer ' + token } }).then((answer) => answer.json()),
      signOut: () => manager.signoutRedirect(),
    };
  `,
  'msal-browser': `
    import { PublicClientApplication, ProtocolMode } from '@azure/msal-browser';
    const { issuer, clientId, origin } = settings;
    const msal = new PublicClientApplication({
      auth: {
        clientId,
        authority: issuer,
        knownAuthorities: [new URL(issuer).host],
        redirectUri: origin + '/msal-browser',
        postLogoutRedirectUri: origin + '/msal-browser',
      },
      system: { protocolMode: ProtocolMode.OIDC },
    });
    const scopes = ['openid', 'profile', 'email'];
    const told = ({ account, idTokenClaims, accessToken }) => ({ username: account.username, name: account.name, profile: idTokenClaims, accessToken });
    globalThis.app = {
      ready: msal.initialize().then(() => msal.handleRedirectPromise()).then((result) => {
        if (!result) return null;
        msal.setActiveAccount(result.account);
        return told(result);
      }),
      signIn: () => msal.loginRedirect({ scopes }),
      refresh: () => msal.acquireTokenSilent({ scopes, forceRefresh: true }).then(told),
      userinfo: (token) => fetch(issuer + '/userinfo', { headers: { Authorization: 'Bearer ' + token } }).then((answer) => answer.json()),
      signOut: () => msal.logoutRedirect({ idTokenHint: msal.getActiveAccount().idToken }),
    };
  `,
} as const;

export type PageLibrary = keyof typeof sources;

/** A page with the script of the library. @param settings with nothing secret, since pages keep none */
export async function libraryPage(
  library: PageLibrary,
  settings: { readonly issuer: string; readonly clientId: string; readonly origin: string },
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: sources[library], resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    charset: 'ascii',
  });
  const script = outputFiles[0]?.text.replaceAll('</script', '<\\/script');
  return `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>App</title><body><script>const settings = ${JSON.stringify(settings)};${script}</script></body></html>`;
}
