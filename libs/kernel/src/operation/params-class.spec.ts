import { Controller, Get, Param, Query } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { Integer, Json, OneOf, Ref, State } from '../fields/fields.js';
import { ListOf } from '../fields/list-fields.js';
import type { AbstractType } from '../fields/json-schema.js';
import { OrganizationRow } from '../fields/rows.js';
import { ListQuery, ReadQuery } from '../list/list-query.js';
import { defineResource } from '../resource/define-resource.js';
import { ResourceController } from '../resource/resource-controller.js';
import { Shapes } from '../resource/shapes.js';
import { everything } from '../resource/visibility.js';
import { planArguments, proveArguments } from './argument-plan.js';
import { operationOf } from './operation-meta.js';
import { Id, Params } from './parameters.js';

class Page {
  @Integer({ min: 1, max: 200, fallback: 50 })
  limit!: number;
}

/** Why a plain route that takes this class is refused; empty when it isn't. */
function refusal(type: AbstractType, method = 'take'): string {
  try {
    const meta = operationOf((type.prototype as Record<string, object>)[method] as object);
    const resource = meta?.resource ? new Shapes().resolve(meta.resource) : null;
    if (meta) planArguments(type, method, { ...meta, resource });
    else proveArguments(type, method);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function taking(query: unknown): AbstractType {
  @Controller('v1/takers')
  class Taker {
    @Get()
    take(@Params() _query: object): void {}
  }
  Reflect.defineMetadata('design:paramtypes', [query], Taker.prototype, 'take');
  return Taker;
}

describe('A class of parameters is refused', () => {
  class Lines {
    @ListOf(() => Page, { max: 2 })
    lines!: Page[];
  }
  class Shapeless {
    @Json()
    shape!: object;
  }
  class Stated {
    @State(['open', 'closed'])
    status!: string;
  }
  class Referring {
    @Ref(() => Page)
    pageId!: string;
  }

  it.each([
    [
      'without fields',
      Object,
      /Taker\.take\(\): @Params\(\) needs .* a class with fields; write a class .* as a value/,
    ],
    ['that is none', String, /Taker\.take\(\): @Params\(\) needs .* a class with fields/],
    ['that was imported as a type', undefined, /Taker\.take\(\): @Params\(\) needs .* a class with fields/],
    ['with a list of objects', Lines, /Taker\.take\(\): Lines\.lines cannot be a parameter: .* @Input\(\)/],
    ['with an object', Shapeless, /Shapeless\.shape cannot be a parameter: .* @Input\(\)/],
    ['with a state', Stated, /Stated\.status cannot be a parameter: .* @OneOf/],
    ['with a reference', Referring, /Referring\.pageId cannot be a parameter: .* @Identifier\(\)/],
    ['of a resource, elsewhere', ListQuery, /Taker\.take\(\): ListQuery holds .* write a class with a field/],
  ])('%s', (_what, query, message) => {
    expect(refusal(taking(query))).toMatch(message);
  });

  it('not with fields that a query can hold', () => {
    expect(refusal(taking(Page))).toBe('');
  });

  it('beside @Query(), a second one, or a part of the path with the name of a field', () => {
    class Raw {
      take(@Params() _page: Page, @Query('sort') _sort: string): void {}
    }
    class Twice {
      take(@Params() _page: Page, @Params() _other: Page): void {}
    }
    class InPath {
      take(@Param('limit') _limit: string, @Params() _page: Page): void {}
    }
    expect(refusal(Raw)).toMatch(
      /Raw\.take\(\): @Params\(\) receives all query parameters.* combine them in one class/,
    );
    expect(refusal(Twice)).toMatch(/Twice\.take\(\): @Params\(\) receives all query parameters/);
    expect(refusal(InPath)).toMatch(
      /Page\.limit has the same name as the path parameter @Param\('limit'\); rename/,
    );
  });
});

describe('A verb of a resource is refused', () => {
  class Buoy extends OrganizationRow {
    @OneOf(['red', 'green'])
    color!: string;
  }
  const buoys = defineResource({
    path: 'buoys',
    entity: Buoy,
    tenancy: 'organization',
    description: 'What marks the water.',
    view: ['id', 'color', 'createdAt'],
    visible: () => everything,
    list: { filter: ['color'], sort: ['createdAt'] },
    permissions: { read: 'See buoys' },
    members: [],
  });

  it('that reads its query itself, or with another class', () => {
    @ResourceController(buoys)
    class Raw {
      list(@Query() _query: Record<string, string>): void {}
      read(@Id() _id: string, @Query('fields') _fields: string): void {}
    }
    @ResourceController(buoys)
    class Other {
      list(@Params() _query: Page): void {}
      read(@Id() _id: string, @Params() _query: ListQuery): void {}
    }
    expect(refusal(Raw, 'list')).toMatch(
      /Raw\.list\(\): @Query\(\) .* declare them as @Params\(\) query: ListQuery/,
    );
    expect(refusal(Raw, 'read')).toMatch(/Raw\.read\(\): @Query\(\) .* @Params\(\) query: ReadQuery/);
    expect(refusal(Other, 'list')).toMatch(/Other\.list\(\): .* @Params\(\) query: ListQuery/);
    expect(refusal(Other, 'read')).toMatch(/Other\.read\(\): .* @Params\(\) query: ReadQuery/);
  });

  it('not with the parameters of the resource, or none', () => {
    @ResourceController(buoys)
    class Own {
      list(@Params() _query: ListQuery): void {}
      read(@Id() _id: string, @Params() _query: ReadQuery): void {}
    }
    @ResourceController(buoys)
    class Spare {
      read(@Id() _id: string): void {}
    }
    expect([refusal(Own, 'list'), refusal(Own, 'read')]).toEqual(['', '']);
    expect([refusal(Spare, 'list'), refusal(Spare, 'read')]).toEqual(['', '']);
  });
});
