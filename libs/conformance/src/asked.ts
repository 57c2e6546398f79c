import { Caller } from '@keelson/kernel';

/** The permissions that code asks callers for while the kit runs: the guard, row rules, operations. */
export class AskedPermissions {
  private readonly names = new Set<string>();

  /** Hears every `Caller.can` of this process until it is told to end. */
  static listen(): { readonly asked: AskedPermissions; readonly end: () => void } {
    const asked = new AskedPermissions();
    // oxlint-disable-next-line typescript/unbound-method -- each call below names the caller that it is of
    const usual = Caller.prototype.can;
    Caller.prototype.can = function can(this: Caller, permission: string): boolean {
      asked.names.add(permission);
      return usual.call(this, permission);
    };
    return { asked, end: () => void (Caller.prototype.can = usual) };
  }

  has(permission: string): boolean {
    return this.names.has(permission);
  }

  /** In the order in which they were first asked for. */
  all(): string[] {
    return [...this.names];
  }
}
