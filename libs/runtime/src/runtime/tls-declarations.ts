import { ChoiceSetting, PemSetting } from '@keelson/kernel';
import { areCertificates, isPrivateKey, tlsModes } from './tls-settings.js';

/** How the texts about a server's settings call it. */
export interface TlsServer {
  /** What its variables begin with: `DATABASE` or `REDIS`. */
  readonly prefix: string;
  /** `the database` */
  readonly name: string;
  /** What the mode means here, beside what each word says. */
  readonly modeDescription: string;
  readonly modeDefault: string;
}

/** The decorators of a server's TLS settings: the members of TlsGroup, of which the mode is always set once loaded. */
export function tlsDeclarations({ prefix, name, modeDescription, modeDefault }: TlsServer): {
  readonly mode: PropertyDecorator;
  readonly ca: PropertyDecorator;
  readonly cert: PropertyDecorator;
  readonly key: PropertyDecorator;
} {
  return {
    mode: ChoiceSetting({
      variable: `${prefix}_TLS`,
      words: tlsModes,
      defaultNote: modeDefault,
      example: 'verify-full',
      description: modeDescription,
    }),
    ca: PemSetting({
      variable: `${prefix}_TLS_CA`,
      holds: 'PEM certificates',
      accepts: areCertificates,
      defaultNote: 'the certificate authorities that Node.js trusts',
      description: `Certificate authorities trusted to sign ${name}'s certificate.`,
    }),
    cert: PemSetting({
      variable: `${prefix}_TLS_CERT`,
      holds: 'a PEM certificate, followed by its chain if it has one',
      accepts: areCertificates,
      description: `Client certificate, if ${name} requires one. Requires ${prefix}_TLS_KEY.`,
    }),
    key: PemSetting({
      variable: `${prefix}_TLS_KEY`,
      secret: true,
      holds: 'an unencrypted PEM private key',
      accepts: isPrivateKey,
      description: `Private key for ${prefix}_TLS_CERT.`,
    }),
  };
}
