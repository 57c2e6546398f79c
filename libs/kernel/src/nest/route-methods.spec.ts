import { Controller, Get, Param, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { describe, expect, it } from 'vitest';
import { authorsMethod, bindRouteMethod, isRouted, maskRewritten, type AuthorsMethod } from '../index.js';

class Station {
  constructor(readonly name: string) {}

  @Get(':id')
  @SetMetadata('color', 'red')
  show(@Param('id') id: string): string {
    return `${this.name} ${id}`;
  }
}

const bind = (type: typeof Station & { prototype: Station }) => {
  const author = authorsMethod(type, 'show') as AuthorsMethod;
  bindRouteMethod(author, { serve: () => 'served', argument: (argument) => argument });
  return type.prototype as unknown as Record<string, (id?: string) => string>;
};

@Controller('north')
class NorthStation extends Station {}

@Controller('south')
class SouthStation extends Station {}

@Controller('east')
class EastStation extends NorthStation {
  override show(): string {
    return 'closed';
  }
}

@Controller('west')
class WestStation extends NorthStation {
  @Get(':id')
  override show(@Param('id') id: string): string {
    return `${super.show(id)}!`;
  }
}

describe('A route method', () => {
  const prototype = bind(NorthStation);
  const routed = prototype['show (route)'] as () => string;

  it('is what Nest routes to, by the author’s name and with the author’s decorators', () => {
    expect(isRouted(routed)).toBe(true);
    expect(routed.name).toBe('show');
    expect(Reflect.getMetadata('color', routed)).toBe('red');
    expect(
      Object.values(Reflect.getMetadata(ROUTE_ARGS_METADATA, NorthStation, 'show (route)') as object),
    ).toMatchObject([{ index: 0, data: 'id' }]);
    expect(routed()).toBe('served');
  });

  it('leaves the author’s method as a plain one that can be called', () => {
    expect(isRouted(prototype['show'] as object)).toBe(false);
    expect(Reflect.getMetadata('color', prototype['show'] as object)).toBe('red');
    expect(new NorthStation('North').show('1')).toBe('North 1');
  });

  it('is bound once, whoever asks again', () => {
    bindRouteMethod(authorsMethod(NorthStation, 'show (route)') as AuthorsMethod, {
      serve: () => 'another',
      argument: () => null,
    });
    expect(prototype['show (route)']).toBe(routed);
  });

  it('takes nothing from another class that inherits the same method', () => {
    expect(isRouted(SouthStation.prototype.show)).toBe(true);
    expect(bind(SouthStation)['show (route)']).not.toBe(routed);
    expect(new SouthStation('South').show('2')).toBe('South 2');
  });

  it('does not become the route of a subclass that has written the method again without one', () => {
    expect(authorsMethod(EastStation, 'show (route)')).toBeUndefined();
    maskRewritten(EastStation, ['show (route)']);
    expect(
      isRouted((EastStation.prototype as unknown as Record<string, object>)['show (route)'] as object),
    ).toBe(false);
  });

  it('does not stand before another one that a subclass has written, with a route', () => {
    expect(authorsMethod(WestStation, 'show (route)')).toBeUndefined();
    expect(bind(WestStation)['show (route)']?.()).toBe('served');
    expect(isRouted(WestStation.prototype.show)).toBe(false);
    expect(new WestStation('West').show('1')).toBe('West 1!');
    expect(prototype['show (route)']).toBe(routed);
  });
});
