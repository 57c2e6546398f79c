import { createPrivateKey } from 'node:crypto';

/** A PEM from the environment, where line ends are often written as `\n`; always ends with a line end. */
export function readPem(text: string): string {
  return `${text.replaceAll('\\n', '\n').replaceAll('\r', '').trim()}\n`;
}

/** True for an unencrypted PEM private key on P-256, which is what ES256 signs with (RFC 7518, section 3.4). */
export function isP256PrivateKey(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    const key = createPrivateKey(value);
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    // OpenSSL's reason quotes nothing we could use, and "write …" says what is expected.
    return false;
  }
}
