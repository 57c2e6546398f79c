import { Entity } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { Caller } from '../context/caller.js';
import { enterContext } from '../context/context.js';
import { Email, Ref, State, Text } from '../fields/fields.js';
import { OrganizationRow } from '../fields/rows.js';
import { readListQuery } from '../list/read-list-query.js';
import { hiddenFields, refuseHiddenFields } from './hidden-fields.js';
import { defineResource } from './define-resource.js';
import { Shapes } from './shapes.js';
import { everything } from './visibility.js';

@Entity('people')
class Person extends OrganizationRow {
  @Text({ max: 9 }) name!: string;
  @Email() email!: string;
  @Text({ max: 9 }) nickname!: string;
  @State(['active', 'removed']) status!: string;
}

const define = (changes: object = {}) =>
  defineResource<Person, string>({
    path: 'people',
    entity: Person,
    tenancy: 'organization',
    description: 'People.',
    view: ['id', 'name', 'email', 'nickname', 'status', 'version'],
    visible: () => everything,
    guarded: { email: 'read-addresses' },
    list: { filter: ['email', 'status'], sort: ['name', 'email'] },
    remove: { to: 'removed' },
    permissions: { read: 'See them', 'read-addresses': 'See addresses', remove: 'Remove them' },
    members: ['read'],
    ...changes,
  });

const asking = (permissions: string[], query: Record<string, string>) => () => {
  const caller = new Caller({
    userId: 'u',
    organizationId: 'o',
    role: null,
    permissions: new Set(permissions),
  });
  const people = new Shapes().resolve(define() as never);
  enterContext({ requestId: 'r', caller, operation: null, unit: null }, () =>
    refuseHiddenFields(people, readListQuery(people, query)),
  );
};

describe('a guarded field', () => {
  it('is hidden from a caller without the permission', () => {
    const can = (...permissions: string[]) => ({ can: (name: string) => permissions.includes(name) });
    expect(hiddenFields(define(), can('people:read'))).toEqual(['email']);
    expect(hiddenFields(define(), can('people:read-addresses'))).toEqual([]);
    expect(hiddenFields(define(), null)).toEqual([]);
  });

  it.each([[{ fields: 'name,email' }], [{ sort: '-email' }], [{ 'filter[email][prefix]': 'a' }]])(
    'refuses %j without the permission',
    (query) => {
      const asked = query as unknown as Record<string, string>;
      expect(asking(['people:read'], asked)).toThrow('people:read-addresses');
      expect(asking(['people:read-addresses'], asked)).not.toThrow();
      expect(asking([], { sort: 'name' })).not.toThrow();
    },
  );

  it.each([
    [{ guarded: { email: 'see-all' } }, 'which is not one of its permissions'],
    [{ guarded: { nickname: 'read-addresses' } }, "{ classified: 'personal' }"],
    [{ guarded: { id: 'read-addresses' } }, 'not in its view, or cannot be omitted from it'],
    [{ list: { sort: ['name'], search: ['email'] } }, 'remove the field from search'],
    [{ list: { sort: ['email', 'name'] } }, 'put another field first'],
  ])('is refused where it would come out anyway: %j', (changes, message) =>
    expect(() => define(changes)).toThrow(message),
  );
});

describe('rows that removal keeps', () => {
  it('are listed only to a filter on their state', () => {
    const filters = (query: Record<string, string>) =>
      readListQuery(new Shapes().resolve(define() as never), query).filters.map(({ field, values }) => [
        field.name,
        ...values,
      ]);
    expect(filters({})).toEqual([['status', 'active']]);
    expect(filters({ 'filter[status]': 'removed' })).toEqual([['status', 'removed']]);
    expect(filters({ 'filter[status][in]': 'active,removed' })).toEqual([['status', 'active', 'removed']]);
  });

  it.each([
    [{ remove: { to: 'gone' } }, 'not a later state'],
    [{ remove: { to: 'active' } }, 'not a later state'],
    [{ ownersOnly: ['rule'] }, 'ownersOnly lists "rule"'],
    [{ provenOnly: ['rule'] }, 'provenOnly lists "rule"'],
    [{ ownersOnly: ['read'] }, 'is in both members and ownersOnly'],
  ])('are declared right: %j', (changes, message) => expect(() => define(changes)).toThrow(message));
});

describe('the name of an included row', () => {
  @Entity('visits')
  class Visit extends OrganizationRow {
    @Text({ max: 9 }) host!: string;
    @Ref(() => Person) hostId!: string;
    @Ref(() => Person, { includedAs: 'guestOfHonor' }) guestId!: string;
  }
  const visits = (...view: ('id' | 'host' | 'hostId' | 'guestId')[]) =>
    new Shapes().resolve(
      defineResource<Visit, string>({
        path: 'visits',
        entity: Visit,
        tenancy: 'organization',
        description: 'Visits.',
        view,
        visible: () => everything,
        permissions: { read: 'See them' },
        members: [],
      }) as never,
    );

  it('is that of the field without Id, or the one that it is given', () =>
    expect([...visits('id', 'hostId', 'guestId').includes.keys()]).toEqual(['host', 'guestOfHonor']));

  it('cannot be that of a field', () =>
    expect(() => visits('id', 'host', 'hostId')).toThrow("includedAs: '…'"));
});
