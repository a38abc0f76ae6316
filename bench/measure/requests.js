/** RFC 6749 §2.3.1. @param {string} id @param {string} secret */
export function basic(id, secret) {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}

/** @param {Readonly<Record<string, string>>} members */
export function formOf(members) {
  return new URLSearchParams(members).toString();
}
