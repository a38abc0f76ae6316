// Reads public keys as people have them: a JWK, a JWK Set (RFC 7517), or PEM (RFC 7468). Messages never repeat the text.
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { isObject } from '../../shared/keys/public-key-rules.ts';
import type { Problem } from './problem.ts';

export interface KeySet {
  readonly keys: readonly JWK[];
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

const privateMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/** @param name of the file in messages */
export async function publicKeySet(text: string, name: string): Promise<KeySet | Problem> {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    return isPrivate(name, `openssl pkey -in ${quoted(name)} -pubout -out public.pem`);
  }
  const blocks = [...text.matchAll(pemBlock)];
  return blocks.length > 0 ? ofPem(blocks, name) : publicKeySetOf(parsed(text), name);
}

async function ofPem(blocks: readonly RegExpMatchArray[], name: string): Promise<KeySet | Problem> {
  const keys: JWK[] = [];
  for (const [pem, label = ''] of blocks) {
    const key = keyOf(pem, label);
    if (!key) return { problem: `${name} has a block ${label} that is not a public key or certificate` };
    keys.push(key.export({ format: 'jwk' }) as JWK);
  }
  const [only] = keys;
  // A client that signs with its only key need not name it.
  if (keys.length === 1 && only) return { keys: [only] };
  return { keys: await Promise.all(keys.map(async (key) => ({ ...key, kid: await calculateJwkThumbprint(key) }))) };
}

function keyOf(pem: string, label: string): KeyObject | undefined {
  try {
    return label === 'CERTIFICATE' ? new X509Certificate(pem).publicKey : createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** @param value JSON */
export function publicKeySetOf(value: unknown, name: string): KeySet | Problem {
  const isSet = isObject(value) && Array.isArray(value.keys);
  const members: readonly unknown[] = isSet ? (value.keys as readonly unknown[]) : [value];
  if (members.some((key) => hasOneOf(key, privateMembers))) {
    const without = `del(.${privateMembers.join(', .')})`;
    return isPrivate(name, `jq '${isSet ? `{keys: [.keys[] | ${without}]}` : without}' ${quoted(name)} > public.json`);
  }
  if (members.some((key) => hasOneOf(key, ['k']) || (isObject(key) && key.kty === 'oct'))) {
    return { problem: `${name} has a symmetric key, which would be a shared secret. Use an EC, RSA or Ed25519 key` };
  }
  if (members.length === 0 || !members.every((key) => isObject(key) && typeof key.kty === 'string')) {
    return {
      problem: `${name} has no keys. It must be a JWK Set, a public JWK, or a public key or certificate in PEM`,
    };
  }
  // The rules for client records say what else is wrong with them.
  return { keys: members as readonly JWK[] };
}

function hasOneOf(key: unknown, members: readonly string[]): boolean {
  return isObject(key) && members.some((member) => Object.hasOwn(key, member));
}

function isPrivate(name: string, command: string): Problem {
  return {
    problem: `${name} has a private key. Give the public one, and keep this one where the client runs: ${command}`,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** For a shell. */
function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
