import { Allow, FeatureRegistry, Input, Operation, Public, SignedIn, Text } from '@keelson/kernel';
import { Body, Controller, Get, Post, type Type } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { assertRoutesDeclared, HttpSettings } from '@keelson/rest/ports';
import { TransfersSettings } from '@keelson/transfers/ports';
import { openShop, settings } from '../../../test/support/contract-application.js';
import { buildDocument, OpenApiModule, publishDocument } from './index.js';

describe('an application that is not declared completely', () => {
  const build = async (...controllers: Type[]) => {
    const other = await openShop({ controllers });
    try {
      return buildDocument(other, other.get(FeatureRegistry, { strict: false }), {
        http: settings.get(HttpSettings),
        transfers: settings.get(TransfersSettings),
      });
    } finally {
      await other.close();
    }
  };
  const documented = (operationId: string) => ApiOperation({ operationId, summary: 'S', description: 'D' });

  it('is refused for a route without a rule of access', async () => {
    @Controller('v1/loose')
    class LooseController {
      @Get()
      open(): void {}
    }
    await expect(build(LooseController)).rejects.toThrow(/LooseController\.open\(\).*@Allow/);
    const other = await openShop({ controllers: [LooseController] });
    expect(() => assertRoutesDeclared(other)).toThrow('LooseController.open()');
    await other.close();
  });

  it('is refused for a route without a summary', async () => {
    @Controller('v1/mute')
    class MuteController {
      @Get()
      @SignedIn('for the spec')
      speak(): void {}
    }
    await expect(build(MuteController)).rejects.toThrow(/MuteController\.speak\(\) has no summary/);
  });

  it.each(['summary', 'body', 'operation id'])(
    'does not start without a %s, though its document is not built before it is asked for',
    async (what) => {
      class Plain {
        text!: string;
      }
      @Controller('v1/terse')
      class TerseController {
        @Post()
        @Public('for the spec')
        @documented('speak')
        speak(): void {}
      }
      if (what === 'summary') ApiOperation({ operationId: 'speak' })(...methodOf(TerseController));
      if (what === 'body') Body()(TerseController.prototype, 'speak', 0);
      if (what === 'body')
        Reflect.defineMetadata('design:paramtypes', [Plain], TerseController.prototype, 'speak');
      if (what === 'operation id') documented('list-products')(...methodOf(TerseController));
      const other = await openShop({ controllers: [TerseController], imports: [OpenApiModule] });
      expect(() => publishDocument(other)).toThrow(/TerseController\.speak\(\)/);
      await other.close();
    },
  );

  it('starts with what only its whole document shows, and answers all but that', async () => {
    class Coded {
      @Text({ max: 10, pattern: /^[A-Z]{3}-\d+$/ })
      code!: string;
    }
    @Controller('v1/coded')
    class CodedController {
      @Get()
      @Public('for the spec')
      @documented('read-coded')
      read(): string {
        return 'hello';
      }
      @Post()
      @Allow('products:create')
      @Operation('coded:create')
      @documented('create-coded')
      create(@Input() _input: Coded): void {}
    }
    const other = await openShop({ controllers: [CodedController], imports: [OpenApiModule] });
    const published = publishDocument(other);
    expect((await other.inject('/v1/coded')).statusCode).toBe(200);
    expect((await other.inject('/openapi.json')).statusCode).toBe(500);
    expect(() => published.document).toThrow(/example of Coded/);
    await other.close();
  });

  it('is refused for two operations of one id', async () => {
    @Controller('v1/twins')
    class TwinsController {
      @Get('a')
      @Public('for the spec')
      @documented('twin')
      first(): void {}

      @Get('b')
      @Public('for the spec')
      @documented('twin')
      second(): void {}
    }
    await expect(build(TwinsController)).rejects.toThrow(
      /TwinsController\.second\(\) and TwinsController\.first\(\) share/,
    );
  });

  it('is refused for an example that breaks its own rule', async () => {
    class Coded {
      @Text({ max: 10, pattern: /^[A-Z]{3}-\d+$/ })
      code!: string;
    }
    @Controller('v1/coded')
    class CodedController {
      @Post()
      @Allow('products:create')
      @Operation('coded:create')
      @documented('create-coded')
      create(@Input() _input: Coded): void {}
    }
    await expect(build(CodedController)).rejects.toThrow(/example of Coded.*\/code.*set a valid example/);
  });

  it('is refused for a body that nobody has described', async () => {
    class Plain {
      text!: string;
    }
    @Controller('v1/plain')
    class PlainController {
      @Post()
      @Allow('products:create')
      @documented('create-plain')
      create(@Body() _body: Plain): void {}
    }
    await expect(build(PlainController)).rejects.toThrow(/PlainController\.create\(\) takes a body/);
  });
});

/** What a method's decorator is called with. */
function methodOf(type: Type): [object, string, PropertyDescriptor] {
  const prototype = type.prototype as object;
  return [prototype, 'speak', Object.getOwnPropertyDescriptor(prototype, 'speak') ?? {}];
}
