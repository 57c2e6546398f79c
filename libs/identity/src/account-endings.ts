import { FeatureRegistry, InjectStore, type Store } from '@keelson/kernel';
import { AccessControl } from '@keelson/access';
import { ServerClock } from '@keelson/sql';
import { Injectable } from '@nestjs/common';
import { Members, OrganizationsService } from '@keelson/organizations';
import { AddressLinks } from './address-links.js';
import { Devices } from './devices/devices.js';
import { SignIns } from './history/sign-ins.js';
import { Operators } from './operators.js';
import { Sessions } from './sessions.js';
import { User } from './user.entity.js';

/** The one way in which accounts end, whoever ends them. */
@Injectable()
export class AccountEndings {
  constructor(
    @InjectStore(User) private readonly users: Store<User>,
    private readonly operators: Operators,
    private readonly members: Members,
    private readonly organizations: OrganizationsService,
    private readonly sessions: Sessions,
    private readonly links: AddressLinks,
    private readonly devices: Devices,
    private readonly signIns: SignIns,
    private readonly access: AccessControl,
    private readonly clock: ServerClock,
    private readonly registry: FeatureRegistry,
  ) {}

  /**
   * Ends an account: sessions, password, powers and memberships stop everywhere within a second, organizations that nobody
   * else belongs to are closed, and who it was is erased. Its id stays, for what it has done. Needs a transaction.
   */
  async end(userId: string): Promise<void> {
    const [user] = (await this.users.lock([userId])) as [User];
    user.close(this.clock.now());
    await this.erase(user);
    await this.sessions.endAll(userId);
    await this.operators.forget(userId);
    await this.organizations.endMemberships(userId);
    await this.access.changed({ subject: 'user', id: userId });
  }

  /** Forgets who somebody was whose account has ended; needs a transaction and the locked row. */
  async erase(user: User): Promise<void> {
    user.erase();
    this.registry.extensionsOf(User).erase(user);
    await this.users.save(user);
    const { id: userId, name, email } = user;
    await this.members.update({ userId, name, email });
    await this.links.forgetAll(userId);
    await this.devices.forgetAll(userId);
    await this.signIns.forgetAll(userId);
  }
}
