import { InjectStore, type Store } from '@keelson/kernel';
import { Database, ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { Device } from './device.entity.js';

/** Most devices that an account knows; the one that was not used for longest gives way. */
export const mostDevices = 50;
const dayMs = 86_400_000;
/** How long a device is known that does not sign in, in days. */
const keptDays = 180;

const form = /^kdv_[A-Za-z0-9_-]{43}$/;

/**
 * The devices that an account knows (OWASP's device cookies): with its token a device may try passwords whatever others have
 * tried. The token opens nothing; 256 random bits, of which only a digest is stored.
 */
@Injectable()
export class Devices {
  constructor(
    @InjectStore(Device) private readonly devices: Store<Device>,
    private readonly database: Database,
    private readonly clock: ServerClock,
  ) {}

  /** The device that bears a token; null for what is none, or is known no longer. */
  async find(token: string | null): Promise<Device | null> {
    if (token === null || !form.test(token)) return null;
    const [device] = await this.devices.find({ tokenDigest: digestOf(token) }, { limit: 1 });
    return device && device.expiresAt > this.clock.now() ? device : null;
  }

  /** Makes a device known, and gives its token; needs a transaction. */
  async add(userId: string): Promise<string> {
    const token = `kdv_${randomBytes(32).toString('base64url')}`;
    const now = this.clock.now();
    await this.devices.insert({
      userId,
      tokenDigest: digestOf(token),
      lastUsedAt: now,
      expiresAt: expiryFrom(now),
    });
    await this.database.write(
      `DELETE FROM devices WHERE user_id = ? AND id NOT IN (SELECT id FROM (SELECT id FROM devices WHERE user_id = ? ORDER BY last_used_at DESC, id DESC LIMIT ${mostDevices}) AS latest)`,
      [userId, userId],
    );
    return token;
  }

  /** Keeps a device known that has signed in; needs a transaction. Writes once a day. */
  async use(device: Device): Promise<void> {
    const now = this.clock.now();
    if (now.getTime() - device.lastUsedAt.getTime() < dayMs) return;
    await this.database.write('UPDATE devices SET last_used_at = ?, expires_at = ? WHERE id = ?', [
      now,
      expiryFrom(now),
      device.id,
    ]);
  }

  /** Forgets all devices of a user; needs a transaction. */
  async forgetAll(userId: string): Promise<void> {
    await this.database.write('DELETE FROM devices WHERE user_id = ?', [userId]);
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function expiryFrom(now: Date): Date {
  return new Date(now.getTime() + keptDays * dayMs);
}
