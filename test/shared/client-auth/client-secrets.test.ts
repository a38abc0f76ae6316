import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/base/sha256.ts';
import { job, web, webSecret } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { basic, expectRefusal, expectTokens, postToken, type TestAnswer } from '../../support/request.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const oldSecret = 'the-old-secret-that-is-being-rotated';
const newSecret = 'the-new-secret-that-is-rotated-to-00';
/** Seconds from the start of the test clock until the old one expires. */
const rotationTime = 600;

const { client_secret: _, ...withoutSecret } = job;

let server: TestServer;
afterEach(() => server.close());

/** A job whose secrets are these hashes, beside another client. */
async function start(...client_secrets: { sha256: string; expires_at?: number }[]): Promise<TestClock> {
  const clock = testClock();
  server = await startServer({ clients: [{ ...withoutSecret, client_secrets }, web], clock });
  return clock;
}

function hashed(secret: string): { sha256: string } {
  return { sha256: sha256(secret).toString('hex') };
}

const expires_at = testClock().now() / 1000 + rotationTime;

function postWith(secret: string): Promise<TestAnswer> {
  const headers = { Authorization: basic(job.client_id, secret) };
  return postToken(server, { grant_type: 'client_credentials' }, headers);
}

describe('a rotation of secrets', () => {
  const expired = /: The client secret has expired\. Ask the operator for a new one\.$/;
  const failed =
    /: Client authentication failed: the client is unknown, its credentials are wrong, or it is registered for another method\.$/;

  it('accepts both until the old one expires, and then only the new one', async () => {
    const clock = await start({ ...hashed(oldSecret), expires_at }, hashed(newSecret));
    expectTokens(await postWith(oldSecret), 'reports.read');
    expectTokens(await postWith(newSecret), 'reports.read');
    clock.advance(rotationTime - 1);
    expectTokens(await postWith(oldSecret), 'reports.read');
    clock.advance(1);
    expectRefusal(await postWith(oldSecret), 'ClientSecretExpired', expired);
    expectTokens(await postWith(newSecret), 'reports.read');
  });

  it('refuses a client whose only secret has expired', async () => {
    const clock = await start({ ...hashed(oldSecret), expires_at });
    clock.advance(rotationTime);
    expectRefusal(await postWith(oldSecret), 'ClientSecretExpired', expired);
  });

  it('does not reveal to a wrong secret that one has expired', async () => {
    const clock = await start({ ...hashed(oldSecret), expires_at });
    clock.advance(rotationTime);
    expectRefusal(await postWith(newSecret), 'InvalidClient', failed);
  });

  it('accepts a secret that is listed as expired and again without an expiry', async () => {
    const clock = await start({ ...hashed(oldSecret), expires_at }, { ...hashed(oldSecret), expires_at: 0 });
    clock.advance(rotationTime);
    expectTokens(await postWith(oldSecret), 'reports.read');
  });

  it('does not accept the secret of another client', async () => {
    await start(hashed(oldSecret), hashed(newSecret));
    expectRefusal(await postWith(webSecret), 'InvalidClient', failed);
    expect(server.log.at(-1)?.reason).toBe(7000215);
  });
});
