import { Injectable } from '@nestjs/common';
import type { Device } from './devices/device.entity.js';
import { Devices } from './devices/devices.js';
import { AccountNotices } from './history/account-notices.js';
import { SignIns } from './history/sign-ins.js';
import type { Origin } from './origin.js';
import { PasswordCheck } from './password-check.js';
import type { Session } from './session.entity.js';
import type { PasswordGrant } from './token-request.js';
import type { User } from './user.entity.js';

/** Attempts to sign in: from which devices, how often, and what their owners get to know of them. */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly check: PasswordCheck,
    private readonly devices: Devices,
    private readonly signIns: SignIns,
    private readonly notices: AccountNotices,
  ) {}

  /**
   * Whose password it is, of the accounts of an address, and whether the account knows the device.
   * @throws DomainError `rate_limited`, `unavailable`
   */
  async make(
    { email, password, deviceToken }: PasswordGrant,
    accounts: readonly User[],
    from: Origin,
  ): Promise<{ readonly user: User | undefined; readonly device: Device | null }> {
    const found = await this.devices.find(deviceToken);
    const ofDevice = accounts.filter(({ id }) => id === found?.userId);
    const known = ofDevice.length > 0 ? found : null;
    // A device opens the account that knows it and no other: an account that claims somebody's address must not be a way
    // around what slows guesses at the owner's password down.
    const tried = known ? ofDevice : accounts;
    const place = await this.check.match({
      hashes: tried.map(({ passwordHash }) => passwordHash),
      password,
      address: email,
      origin: known ? { kind: 'device', id: known.id } : { kind: 'network', network: from.network },
      failed: (isLockOut) => {
        for (const { id } of told(accounts)) this.signIns.refused(id, from, isLockOut);
      },
      clears: (at) => tried.length === 1 || tried[at]?.isProven === true,
    });
    return { user: tried[place], device: known };
  }

  /**
   * Writes a sign-in down, has its user told when the device is new, and makes the device known; needs a transaction.
   * @returns the token by which the device is known from now on
   */
  async succeed(
    { id, userId }: Session,
    known: { readonly device: Device; readonly token: string | null } | null,
    from: Origin,
  ): Promise<string> {
    const isUnusual = !known && (await this.signIns.isUnusual(userId, from));
    await this.signIns.succeeded(userId, from);
    if (isUnusual) await this.notices.send(userId, 'new-device', id);
    if (!known || known.token === null) return this.devices.add(userId);
    await this.devices.use(known.device);
    return known.token;
  }
}

/** Who gets to see a refusal, with network and device: of several who claim an address, its owner alone. */
function told(accounts: readonly User[]): readonly User[] {
  return accounts.length === 1 ? accounts : accounts.filter(({ isProven }) => isProven);
}
