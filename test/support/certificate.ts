// Certificates for servers of a test (RFC 5280), since Node can read but not write them.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Certificate } from './other-server.ts';

interface CertificateOptions {
  /** Years of the validity, from the first of January to the first of January. */
  readonly years?: readonly [from: number, to: number];
}

function der(tag: number, ...contents: readonly (Buffer | Uint8Array)[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = (name: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const firstOfJanuary = (year: number) => der(0x17, Buffer.from(`${String(year % 100).padStart(2, '0')}0101000000Z`));
const extension = (id: string, value: Buffer) => sequence(oid(id), der(0x04, value));

/** A self-signed certificate for the name, with its private key, in PEM. */
export function selfSigned(name: string, { years = [2020, 2049] }: CertificateOptions = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [from, to] = years;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    commonName(name),
    sequence(firstOfJanuary(from), firstOfJanuary(to)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension('551d11', sequence(der(0x82, Buffer.from(name)))))),
  );
  return {
    cert: pem(sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signed(body, privateKey)))),
    key: pkcs8(privateKey),
  };
}

function signed(body: Buffer, key: KeyObject): Buffer {
  return sign('sha256', body, key);
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pem(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
