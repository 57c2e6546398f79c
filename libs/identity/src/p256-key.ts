import { createPrivateKey } from 'node:crypto';

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
