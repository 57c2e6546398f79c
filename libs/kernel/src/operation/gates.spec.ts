import { describe, expect, it } from 'vitest';
import { gateWithin } from './around.js';
import { GateWithin, type TransactionGate } from './gates.js';

class Tide implements TransactionGate {
  enter(): Promise<void> {
    return Promise.resolve();
  }
}

class Lock extends Tide {}

describe('@GateWithin', () => {
  it('refuses a second gate by name, and takes the same one again', () => {
    const sail = () => {
      class Boats {
        @GateWithin(Lock)
        @GateWithin(Tide)
        sail(): void {}
      }
      return Boats;
    };
    expect(sail).toThrow(
      'Boats.sail() has @GateWithin(Lock) and @GateWithin(Tide), but an operation has one: write a gate that enters both.',
    );
    class Rafts {
      @GateWithin(Tide)
      @GateWithin(Tide)
      drift(): void {}
    }
    expect(gateWithin(Reflect.get(Rafts.prototype, 'drift') as object)).toBe(Tide);
  });
});
