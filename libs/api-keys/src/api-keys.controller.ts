import {
  Action,
  currentCaller,
  Fails,
  Found,
  GateWithin,
  InjectStore,
  Input,
  notFound,
  ResourceController,
  ResourceReader,
  ViewOutcome,
  type Store,
} from '@keelson/kernel';
import { AccessControl, newApiKey } from '@keelson/access';
import { ServerClock } from '@keelson/sql';
import { beyondYourOwn, PresentRights } from '@keelson/organizations';
import { ApiKey } from './api-key.entity.js';
import { KeyRotation, NewKey } from './api-key.inputs.js';
import { apiKeys } from './api-keys.resource.js';
import { notYourKey, tooManyKeys } from './api-keys.errors.js';
import { KeyPlaces } from './key-places.js';
import { KeyRules } from './key-rules.js';

@ResourceController(apiKeys)
export class ApiKeysController {
  constructor(
    @InjectStore(ApiKey) private readonly keys: Store<ApiKey>,
    private readonly rules: KeyRules,
    private readonly places: KeyPlaces,
    private readonly answers: ResourceReader,
    private readonly access: AccessControl,
    private readonly clock: ServerClock,
  ) {}

  @GateWithin(PresentRights)
  @Fails(notYourKey, beyondYourOwn, tooManyKeys)
  async create(@Input() input: NewKey): Promise<ViewOutcome> {
    this.rules.checkInput(input);
    const member = await this.rules.memberFor(input.memberId ?? currentCaller().memberId);
    await this.rules.checkGrant(member, input.permissions);
    await this.places.take(member.id);
    const { name, permissions, networks, expiresAt } = input;
    const { key, digest, shown: prefix } = newApiKey();
    const made = await this.keys.insert({
      name,
      permissions,
      networks,
      expiresAt,
      digest,
      prefix,
      memberId: member.id,
      bearerId: member.userId ?? member.id,
      memberRejoins: member.rejoins,
    });
    return this.issued(made, key);
  }

  @GateWithin(PresentRights)
  @Action(apiKeys, 'rotate', {
    fails: [notYourKey, beyondYourOwn],
    description:
      'Creates a new key with the same permissions. The current key keeps working for `overlapSeconds`; a key from an earlier rotation stops working immediately',
  })
  async rotate(
    @Found() row: ApiKey,
    @Input() { overlapSeconds, expiresAt }: KeyRotation,
  ): Promise<ViewOutcome> {
    this.rules.checkInput({ expiresAt: expiresAt ?? row.expiresAt });
    const member = await this.rules.memberFor(row.memberId);
    // It has ended with an earlier membership, and is about to be removed.
    if (!row.isOf(member)) throw notFound();
    await this.rules.checkRenewal(member, row.permissions);
    const { key, digest, shown } = newApiKey();
    const overlapEndsAt = new Date(this.clock.ms() + overlapSeconds * 1_000);
    row.rotate({ digest, shown, overlapEndsAt, ...(expiresAt && { expiresAt }) });
    await this.keys.save(row);
    await this.access.changed({ subject: 'key', id: row.id });
    return this.issued(row, key);
  }

  @GateWithin(PresentRights)
  async remove(@Found() row: ApiKey): Promise<void> {
    await this.keys.remove(row);
    await this.access.changed({ subject: 'key', id: row.id });
  }

  private async issued({ id }: ApiKey, key: string): Promise<ViewOutcome> {
    const { view, row } = await this.answers.read(apiKeys, id);
    return new ViewOutcome({ ...view, key }, row);
  }
}
