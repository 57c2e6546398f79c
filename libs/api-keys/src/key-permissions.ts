import { FeatureRegistry } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { peopleOnly } from './api-keys.resource.js';

/** Sets of permissions kept at hand: thousands of keys share few of them. */
const mostKept = 1_000;

/** What keys may do. */
@Injectable()
export class KeyPermissions {
  private readonly kept = new Map<string, ReadonlySet<string>>();
  private readonly all: ReadonlySet<string>;
  private readonly ownersOnly: ReadonlySet<string>;

  constructor({ permissions }: FeatureRegistry) {
    this.all = new Set(permissions.map(({ name }) => name));
    this.ownersOnly = new Set(permissions.filter((one) => one.ownersOnly).map(({ name }) => name));
  }

  /** Whether a key can hold a permission, if its member has it. */
  isGrantable(name: string): boolean {
    return this.all.has(name) && !peopleOnly.has(name);
  }

  /**
   * What a key allows now. A key that lists nothing has all of its member but what only owners have: that it must name.
   * @param listed in the key; null for none
   * @param ofMember what its member has now
   */
  of(listed: readonly string[] | null, ofMember: Iterable<string>): ReadonlySet<string> {
    const named = listed && new Set(listed);
    const names = [...ofMember].filter(
      (name) => !peopleOnly.has(name) && (named ? named.has(name) : !this.ownersOnly.has(name)),
    );
    return this.keep(names.sort());
  }

  private keep(names: readonly string[]): ReadonlySet<string> {
    const key = names.join(' ');
    const known = this.kept.get(key);
    if (known) return known;
    if (this.kept.size >= mostKept) this.kept.clear();
    const made = new Set(names);
    this.kept.set(key, made);
    return made;
  }
}
