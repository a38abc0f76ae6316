// The one page of the login app, and how it reads its form.

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** No script, no frame, and no referrer to others: the address has the challenge. `no-referrer` would take the form its Origin. */
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} main HTML */
export function show(response, status, main) {
  response.writeHead(status, headers);
  response.end(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The login app</title>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`);
}

/**
 * @param {{ challenge: string, state: string, clientName: string, username?: string | undefined, isWrong?: boolean }} page
 * @returns {string} HTML
 */
export function signInForm({ challenge, state, clientName, username = '', isWrong = false }) {
  return `<h1>Sign in</h1>
<p>to continue to ${escaped(clientName)}</p>
${isWrong ? '<p role="alert">The name or the password is wrong.</p>' : ''}
<form method="post" action="login">
<input type="hidden" name="challenge" value="${escaped(challenge)}">
<input type="hidden" name="state" value="${escaped(state)}">
<p><label>Name <input name="username" value="${escaped(username)}" autocomplete="username" required></label></p>
<p><label>Password <input type="password" name="password" autocomplete="current-password" required></label></p>
<p><button>Sign in</button> <button name="cancel" value="yes" formnovalidate>Cancel</button></p>
</form>`;
}

const maxFormBytes = 20_000;

/** @param {import('node:http').IncomingMessage} request */
export async function readForm(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxFormBytes) throw new Error('the form is too long');
  }
  return Object.fromEntries(new URLSearchParams(text));
}
