import { Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AccessControl } from './access-control.js';

/** What a link in a mail is for. Two purposes never accept each other's tokens. */
export interface MailTokenPurpose {
  /** Such as `prove-address`; part of the key. */
  readonly name: string;
  /** Three lower-case letters that the token begins with, so that scanners for leaked secrets can know one. */
  readonly prefix: string;
}

/** The row that a token stands for. */
export interface MailTokenSubject {
  /** Id of the row, a UUID. */
  readonly id: string;
  /** What makes older tokens of the row worthless when it changes: a nonce, or what the token is bound to. */
  readonly nonce: string;
}

const form = /^([a-z]{3})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

/**
 * Tokens of links in mails: `<prefix>_<id>_<HMAC>`. The key is derived from the installation's, so nothing secret stands in
 * tables, jobs or logs, and no other installation's token fits. Single use and expiry are the row's.
 */
@Injectable()
export class MailTokens {
  private readonly keys = new Map<string, Promise<Buffer>>();

  constructor(private readonly access: AccessControl) {}

  /** The token of a row; always the same one for the same nonce. @throws DomainError `unavailable` */
  async write(purpose: MailTokenPurpose, subject: MailTokenSubject): Promise<string> {
    const mac = await this.macOf(purpose, subject);
    return `${purpose.prefix}_${subject.id.replaceAll('-', '')}_${mac.toString('base64url')}`;
  }

  /** The id of the row that a token names, which proves nothing yet; null for what is no token of this purpose. */
  idOf(purpose: MailTokenPurpose, token: string): string | null {
    const [, prefix, id] = form.exec(token) ?? [];
    if (prefix !== purpose.prefix || id === undefined) return null;
    return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** Whether the token is the one of this row, in constant time. @throws DomainError `unavailable` */
  async fits(purpose: MailTokenPurpose, token: string, subject: MailTokenSubject): Promise<boolean> {
    const expected = Buffer.from(await this.write(purpose, subject));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private async macOf({ name }: MailTokenPurpose, { id, nonce }: MailTokenSubject): Promise<Buffer> {
    const mac = createHmac('sha256', await this.keyOf(name));
    return mac.update(JSON.stringify([name, id.toLowerCase(), nonce])).digest();
  }

  private keyOf(name: string): Promise<Buffer> {
    let key = this.keys.get(name);
    if (!key) {
      key = this.access.authority.secretFor(`mail-token:${name}`);
      this.keys.set(name, key);
      key.catch(() => this.keys.delete(name));
    }
    return key;
  }
}
