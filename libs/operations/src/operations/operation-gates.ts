import {
  OperationCatalog,
  readInput,
  type CatalogOperation,
  type Invocation,
  type OperationGate,
  type Preparation,
  type TransactionGate,
} from '@keelson/kernel';
import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';

/** Preparations of a call, and runs of its operation, until it fails for good. */
const mostTries = 5;

/** The providers that operations name by `@Gate`, `@GateWithin` and `@Prepare`, found when the application starts. */
@Injectable()
export class OperationGates implements OnModuleInit {
  private readonly gates = new Map<CatalogOperation, readonly OperationGate[]>();
  private readonly within = new Map<CatalogOperation, TransactionGate>();
  private readonly preparations = new Map<CatalogOperation, Preparation>();

  constructor(
    private readonly catalog: OperationCatalog,
    private readonly modules: ModuleRef,
  ) {}

  /**
   * @throws Error naming the operation and the class that no module provides, the gate that would never be entered, or the
   * parameter that nothing fills
   */
  onModuleInit(): void {
    for (const operation of this.catalog.operations) {
      const { gates, gateWithin, preparation } = operation;
      const found = gates.map((gate) => this.provider<OperationGate>(gate, operation));
      if (found.length > 0) this.gates.set(operation, found);
      if (gateWithin && operation.reads)
        throw new Error(
          `${nameOf(operation)} has @GateWithin(${gateWithin.name}), which has no effect: the operation only reads and has no transaction. Remove "reads: true", or make the rule a @Gate.`,
        );
      if (gateWithin) this.within.set(operation, this.provider<TransactionGate>(gateWithin, operation));
      if (preparation) this.preparations.set(operation, this.provider<Preparation>(preparation, operation));
      else if (operation.arguments.all.some(({ kind }) => kind === 'prepared'))
        throw new Error(
          `${nameOf(operation)} has a @Prepared() parameter, but nothing prepares it: add @Prepare(…) to the method.`,
        );
      if (preparation && operation.arguments.entity)
        throw new Error(
          `${nameOf(operation)} has a @Prepare(…), which cannot see the row that the operation locks: derive what it needs from the input.`,
        );
    }
  }

  /** @throws DomainError of the first gate that refuses the call */
  async pass(invocation: Invocation): Promise<void> {
    for (const gate of this.gates.get(invocation.operation) ?? []) await gate.check(invocation);
  }

  /** Inside the transaction of a write. @throws DomainError of the gate that refuses the call */
  async enter(operation: CatalogOperation): Promise<void> {
    await this.within.get(operation)?.enter(operation);
  }

  /**
   * Prepares a call, outside of any transaction, then carries it out.
   * @param run the operation, with what was prepared; in a transaction
   * @throws DomainError of the input, the preparation or the operation
   */
  async prepared<T>(invocation: Invocation, run: (prepared: unknown) => Promise<T>): Promise<T> {
    const { operation, input } = invocation;
    const preparation = this.preparations.get(operation) as Preparation;
    const type = operation.arguments.input;
    const read = () => (type ? readInput(type, input) : {});
    let valid = read();
    const floor = preparation.floorMs ? pause(preparation.floorMs) : undefined;
    try {
      for (let tries = 1; ; tries += 1)
        try {
          return await run(await preparation.prepare(valid, invocation));
        } catch (error) {
          const isAgain = (error as { code?: unknown }).code === preparation.again?.code;
          if (!preparation.again || !isAgain || tries === mostTries) throw error;
          valid = read();
        }
    } finally {
      await floor;
    }
  }

  private provider<T>(type: Type<object>, operation: CatalogOperation): T {
    try {
      return this.modules.get(type as Type<T>, { strict: false });
    } catch (cause) {
      throw new Error(
        `${nameOf(operation)} needs ${type.name}, which no module provides: add it to the providers of its module.`,
        { cause },
      );
    }
  }
}

function nameOf({ handler }: CatalogOperation): string {
  return `${handler.type.name}.${handler.name}()`;
}
