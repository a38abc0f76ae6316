import { connect } from 'node:tls';
import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectThat } from './expectation.ts';
import { Failed, Unmet } from './outcome.ts';
import { keysReply } from './requests.ts';
import { reasonOf } from './send.ts';

const connectTimeoutMs = 10_000;
const minValidDays = 7;
/** Half a year. */
const minHstsSeconds = 15_552_000;

interface Connection {
  readonly protocol: string;
  /** Days that the certificate is valid for. */
  readonly days: number;
}

/** @throws Failed when the certificate is not valid, or nothing answers */
function connection(issuer: string): Promise<Connection> {
  const { hostname, port } = new URL(issuer);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new Failed('There is no TLS connection.', 'a valid certificate', reasonOf(cause)));
    const socket = connect({ host, port: Number(port || 443), servername: host, timeout: connectTimeoutMs }, () => {
      const days = (Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 86_400_000;
      resolve({ protocol: socket.getProtocol() ?? 'unknown', days });
      socket.end();
    });
    socket.on('error', fail);
    socket.on('timeout', () => {
      socket.destroy();
      fail(new Error(`nothing within ${connectTimeoutMs / 1000} s`));
    });
  });
}

export const transportCases = casesOf('transport', [
  {
    name: 'TLS is of version 1.2 or 1.3.',
    clause: 'RFC 9325 §3.1.1',
    needs: ['https'],
    async run({ issuer }) {
      const { protocol } = await connection(issuer);
      expectThat(protocol === 'TLSv1.2' || protocol === 'TLSv1.3', 'TLS is old.', 'TLSv1.2 or TLSv1.3', protocol);
    },
  },
  {
    name: 'The certificate is valid for the host, and for another week.',
    clause: 'RFC 9525 §6',
    needs: ['https'],
    async run({ issuer }) {
      const { days } = await connection(issuer);
      expectThat(
        days > minValidDays,
        'The certificate expires soon.',
        `${minValidDays} days or more`,
        `${Math.floor(days)} days`,
      );
    },
  },
  {
    name: 'Browsers are told to use https (HSTS).',
    clause: 'RFC 6797 §7.1',
    needs: ['https'],
    async run(play) {
      const value = (await keysReply(play)).headers.get('strict-transport-security');
      const [, age] = /(?:^|[\s;])max-age="?(\d+)/i.exec(value ?? '') ?? [];
      expectThat(
        Number(age ?? 0) >= minHstsSeconds,
        'There is no HSTS of half a year.',
        `max-age=${minHstsSeconds} or more`,
        value,
      );
    },
  },
  {
    name: 'http is refused, or leads to https.',
    clause: 'RFC 6749 §3.2',
    needs: ['https'],
    async run({ issuer }) {
      const { hostname, port } = new URL(issuer);
      if (port !== '') throw new Unmet('the issuer has a port of its own');
      const signal = AbortSignal.timeout(connectTimeoutMs);
      const answer = await fetch(`http://${hostname}${paths.jwks}`, { redirect: 'manual', signal }).catch(
        () => undefined,
      );
      const isHttps = answer?.headers.get('location')?.startsWith('https:') ?? false;
      expectThat(
        !answer || answer.status >= 400 || isHttps,
        'http is answered.',
        'a refusal, or a redirect to https',
        answer?.status,
      );
    },
  },
]);
