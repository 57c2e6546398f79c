import { Controller, Param, Post, Query } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import {
  Found,
  Input,
  Operation,
  operationOf,
  planArguments,
  Text,
  UserRow,
  type PlannedOperation,
} from '../index.js';

class Sail extends UserRow {
  @Text({ max: 20 })
  color!: string;
}

class Paint {
  @Text({ max: 20 })
  color!: string;
}

@Controller('v1/sails')
class SailsController {
  @Post(':id/look')
  @Operation('sails:look', { reads: true })
  look(@Found() _sail: Sail): void {}

  @Post(':id/paint')
  @Operation('sails:paint')
  paint(@Found() _sail: Sail, @Input() _paint: Paint): void {}

  @Post(':id/twice')
  @Operation('sails:twice')
  twice(@Found() _sail: Sail, @Found() _other: Sail): void {}

  @Post(':kind/sort')
  @Operation('sails:sort')
  sort(@Param('kind') _kind: string, @Query('kind') _wanted: string): void {}
}

const plan = (method: keyof SailsController) =>
  planArguments(SailsController, method, operationOf(SailsController.prototype[method]) as PlannedOperation);

describe('The parameters of an operation', () => {
  it('are planned by what marks them', () => {
    expect(plan('paint')).toMatchObject({
      all: expect.arrayContaining([
        { kind: 'row', index: 0, idOf: null },
        { kind: 'input', index: 1 },
      ]),
      entity: Sail,
      input: Paint,
    });
  });

  it('hold no row that an operation without a transaction would lock', () => {
    expect(() => plan('look')).toThrow(
      'SailsController.look(): @Found() locks a row for a write, but this operation only reads; get the id with @Id(), and read the row from its store.',
    );
  });

  it('hold one row at most', () => {
    expect(() => plan('twice')).toThrow(
      'SailsController.twice(): a method can have only one @Found() and one @Input()',
    );
  });

  it('do not share a name, of which other callers have only one', () => {
    expect(() => plan('sort')).toThrow('SailsController.sort(): two parameters are named "kind"');
  });

  it('are not those of a job that nobody would roll back', () => {
    expect(() => Operation('sails:sew', { reads: true, accepts: true })).toThrow('Operation "sails:sew"');
  });
});
