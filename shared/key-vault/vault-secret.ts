// The secret with the key ring, through the client of Key Vault.

import {
  AuthenticationError,
  CredentialUnavailableError,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import { SecretClient, type SecretClientOptions, type SecretProperties } from '@azure/keyvault-secrets';
import { type Clock, seconds } from '../base/clock.ts';
import type { Deadlines } from '../base/deadlines.ts';
import { isLoopback } from '../base/loopback.ts';
import { type RingVersion, type RingVersions, VaultError, type VaultTrouble } from './ring-versions.ts';
import type { VaultPlace } from './vault-place.ts';

interface VaultIdentity {
  /** Of a user-assigned identity. */
  readonly clientId: string | undefined;
  /** Whether only the managed identity of the app counts; otherwise that of `az login` does too. */
  readonly isManaged: boolean;
}

/** A secret of Key Vault holds no more. */
const maxContentBytes = 25_000;

const followsTag = 'follows';

export function openVaultSecret(
  { vault, secret }: VaultPlace,
  { clientId, isManaged }: VaultIdentity,
  { clock, deadlines }: { readonly clock: Clock; readonly deadlines: Pick<Deadlines, 'vaultTimeoutMs' | 'startTimer'> },
): RingVersions {
  const credential = isManaged
    ? new ManagedIdentityCredential(clientId === undefined ? {} : { clientId })
    : new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
  const client = new SecretClient(vault, credential, optionsFor(vault));

  async function ask<T>(what: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = deadlines.startTimer(deadlines.vaultTimeoutMs);
    // The SDK fetches the token of a managed identity without regard to the signal.
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([call(signal), late]);
    } catch (thrown) {
      throw troubleOf(thrown, `${what} ${vault}`, signal.aborted);
    }
  }

  return {
    list: () =>
      ask('the key ring cannot be looked up in', async (abortSignal) => {
        let date: string | undefined;
        const onResponse = ({ headers }: { readonly headers: { get(name: string): string | undefined } }) => {
          date = headers.get('date');
        };
        const versions: RingVersion[] = [];
        try {
          for await (const properties of client.listPropertiesOfSecretVersions(secret, { abortSignal, onResponse })) {
            versions.push(versionOf(properties));
          }
        } catch (thrown) {
          // A vault may answer so, or with an empty list.
          if ((thrown as SdkFailure).code !== 'SecretNotFound') throw thrown;
        }
        return { versions, vaultTime: secondsOf(date) ?? seconds(clock) };
      }),
    read: (version) =>
      ask('the key ring cannot be read from', async (abortSignal) => {
        const { value } = await client.getSecret(secret, { version, abortSignal });
        return value ?? '';
      }),
    async add(content, follows) {
      const bytes = Buffer.byteLength(content);
      if (bytes > maxContentBytes) {
        const message = `the key ring has ${bytes} bytes, and a secret of Key Vault holds ${maxContentBytes}: remove retired keys that are not needed`;
        throw new VaultError(message, { trouble: 'refused' });
      }
      return ask('the key ring cannot be written to', async (abortSignal) => {
        const tags = { [followsTag]: follows };
        const made = await client.setSecret(secret, content, { contentType: 'application/json', tags, abortSignal });
        return made.properties.version ?? '';
      });
    },
  };
}

function optionsFor(vault: string): SecretClientOptions {
  const isOfThisMachine = isLoopback(vault);
  return {
    retryOptions: { maxRetries: 1, retryDelayInMs: 50, maxRetryDelayInMs: 100 },
    // The SDK holds that a vault is below vault.azure.net and its likes; the settings have checked it.
    ...(isOfThisMachine && { disableChallengeResourceVerification: true }),
    // Below the SDK, which would wait for as long as a busy vault says, and loses the reason of a refusal.
    additionalPolicies: [{ position: 'perRetry', policy: { name: 'refused', sendRequest: refuse } }],
  };
}

type Policy = NonNullable<SecretClientOptions['additionalPolicies']>[number]['policy'];

const refuse: Policy['sendRequest'] = async (request, next) => {
  const response = await next(request);
  const { status, headers, bodyAsText } = response;
  if (status === 429) {
    const retryAfter = Number(headers.get('retry-after')) || undefined;
    throw new VaultError('it has too many requests, and answers 429', { trouble: 'throttled', retryAfter });
  }
  if (status !== 403) return response;
  const { code = '', reason = '', message = '' } = refusalIn(bodyAsText ?? '');
  const trouble = reason === 'SecretDisabled' ? 'disabled' : 'forbidden';
  throw new VaultError(`it answers 403 ${code} ${reason} (${firstLine(message)})`, { trouble });
};

function refusalIn(body: string): { readonly code?: string; readonly reason?: string; readonly message?: string } {
  try {
    const { code, message, innererror } = JSON.parse(body).error;
    return { code, message, reason: innererror?.code };
  } catch {
    return {};
  }
}

function firstLine(message: string): string {
  return message.split(/[\r\n]/, 1)[0]?.slice(0, 300) ?? '';
}

function versionOf({ version = '', createdOn, tags, enabled }: SecretProperties): RingVersion {
  const createdAt = Math.floor((createdOn?.getTime() ?? 0) / 1000);
  return { id: version, createdAt, follows: tags?.[followsTag], isEnabled: enabled !== false };
}

function secondsOf(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

interface SdkFailure {
  readonly message?: string;
  readonly statusCode?: number;
  readonly code?: string;
}

/** Without the error of the SDK itself, which holds the request with its token. */
function troubleOf(thrown: unknown, what: string, isLate: boolean): VaultError {
  const failed = (why: string, trouble: VaultTrouble) => new VaultError(`${what}: ${why}`, { trouble });
  if (isLate) return failed('no answer in time', 'slow');
  if (thrown instanceof VaultError) {
    return new VaultError(`${what}: ${thrown.message}`, { trouble: thrown.trouble, retryAfter: thrown.retryAfter });
  }
  const { message = '', statusCode, code = '' } = thrown as SdkFailure;
  if (thrown instanceof AuthenticationError || thrown instanceof CredentialUnavailableError) {
    return failed(`no identity gets a token for it (${firstLine(message)})`, 'unidentified');
  }
  if (statusCode === undefined) return failed(`it cannot be reached (${code || firstLine(message)})`, 'unreachable');
  const trouble = statusCode >= 500 ? 'unreachable' : statusCode === 401 ? 'unidentified' : 'refused';
  return failed(`it answers ${statusCode} ${code} (${firstLine(message)})`, trouble);
}
