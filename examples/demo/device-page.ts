// What the device shows: its code as text and as a QR code, then the tokens.
import { encode } from 'uqr';
import { type Html, html } from '../../shared/html/html.ts';
import { isWaiting } from './device.ts';
import { type Answer, pageAnswer } from './frame.ts';
import { tokenCard } from './grant-page.ts';
import type { RelyingParty } from './relying-party.ts';
import type { DeviceSignIn, Session } from './session.ts';

export async function devicePage({ device }: Session, party: RelyingParty): Promise<Answer> {
  const main = html`<p>A device without a browser, such as a TV or a command line, shows a code. Its user enters it on another device, signs in there and decides (RFC 8628). The client is <code>demo-device</code>, which has no secret.</p>
${device && (await stateOf(device, party))}<form method="post" action="/device">
<button>${device ? 'Start again' : 'Ask for a code'}</button>
</form>
<p><a href="/">Sign in with a browser instead</a></p>`;
  const page = pageAnswer(200, 'Sign in on a device', main);
  // The page has no script: the browser loads it again, and each time the device asks once.
  const Refresh = device && isWaiting(device) ? { Refresh: String(device.interval) } : {};
  return { ...page, headers: { ...page.headers, ...Refresh } };
}

async function stateOf(device: DeviceSignIn, party: RelyingParty): Promise<Html> {
  if (isWaiting(device)) return waiting(device);
  if (!device.tokens) return html`<p class="state bad">The device got no tokens: ${device.problem}</p>\n`;
  const { access_token, id_token, refresh_token } = device.tokens;
  const cards = await Promise.all([
    tokenCard('Access token', 'For the API.', access_token, party),
    tokenCard('ID token', 'For the device: who signed in, and when.', id_token, party),
    tokenCard('Refresh token', 'For the token endpoint, once.', refresh_token),
  ]);
  return html`<p class="state good">The device is signed in</p>
<div class="tokens">
${cards}</div>
`;
}

function waiting({ codes, startedAt, interval, problem }: DeviceSignIn): Html {
  const { user_code, verification_uri, verification_uri_complete: complete = verification_uri } = codes;
  const end = new Date(startedAt.getTime() + codes.expires_in * 1000);
  return html`<p>Open <a href="${verification_uri}" target="_blank">${verification_uri}</a> and enter</p>
<p class="user-code">${user_code}</p>
<p>or scan this, compare the code, and confirm it:</p>
<p><a href="${complete}" target="_blank">${qrCode(complete)}</a></p>
<p class="quiet">${problem && html`The server says <code>${problem}</code>. `}The device asks every ${interval} seconds until ${end.toLocaleTimeString('en-GB')}, when the code expires.</p>
`;
}

/** A square for each dark module. */
function qrCode(text: string): Html {
  const { data, size } = encode(text, { border: 4 });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return html`<svg class="qr" role="img" aria-label="QR code of ${text}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${squares.join('')}" fill="#000"/></svg>`;
}
