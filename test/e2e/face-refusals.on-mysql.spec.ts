import {
  face,
  Feature,
  Gate,
  GateWithin,
  Input,
  OnlyOnRest,
  Operation,
  Prepared,
  Public,
  Text,
  TransportOnly,
  type OperationGate,
  type TransactionGate,
} from '@keelson/kernel';
import {
  Controller,
  Get,
  Injectable,
  Module,
  Post,
  Req,
  Scope,
  UseGuards,
  type CanActivate,
} from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { NotesModule } from '../support/features/notes/index.js';
import { refusedBoot } from '../support/refused-boot.js';

@Module({ imports: [Feature.declare({}, face('JSON-RPC'))] })
class JsonRpcModule {}

class Bell {
  @Text({ max: 20 })
  sound!: string;
}

@Injectable()
class NightGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@TransportOnly('it only sets a header')
@Injectable()
class HeaderGuard extends NightGuard {}

const described = (operationId: string) =>
  ApiOperation({ operationId, summary: 'Ring', description: 'Rings the bell.' });

@Controller('v1/bells')
class BellsController {
  @Post()
  @Public('everyone hears it')
  @Operation('bells:ring')
  @UseGuards(HeaderGuard)
  @described('ring-bell')
  ring(@Input() _input: Bell): void {}
}

@Controller('v1/gongs')
class GongsController {
  @Post()
  @Public('everyone hears it')
  @Operation('gongs:ring')
  @UseGuards(NightGuard)
  @described('ring-gong')
  ring(@Input() _input: Bell, @Req() _request: object): void {}
}

@Controller('v1/horns')
class HornsController {
  @Post()
  @Public('everyone hears it')
  @Operation('horns:blow')
  @OnlyOnRest('it reads the request')
  @UseGuards(NightGuard)
  @described('blow-horn')
  blow(@Req() _request: object): void {}
}

@Injectable()
class NightGate implements OperationGate {
  check(): Promise<void> {
    return Promise.resolve();
  }
}

@Controller('v1/buoys')
class BuoysController {
  @Post()
  @Public('everyone hears it')
  @Gate(NightGate)
  @Operation('buoys:ring')
  @described('ring-buoy')
  ring(): void {}
}

@Injectable()
class TurnGate implements TransactionGate {
  enter(): Promise<void> {
    return Promise.resolve();
  }
}

@Controller('v1/fog')
class FogController {
  @Get()
  @Public('everyone sees it')
  @GateWithin(TurnGate)
  @Operation('fog:look', { reads: true })
  @described('look-at-fog')
  look(): void {}
}

@Controller('v1/mist')
class MistController {
  @Post()
  @Public('everyone sees it')
  @GateWithin(TurnGate)
  @described('lift-mist')
  lift(): void {}
}

@Controller('v1/drums')
class DrumsController {
  @Post()
  @Public('everyone hears it')
  @Operation('drums:beat')
  @described('beat-drum')
  beat(@Prepared() _rhythm: string): void {}
}

@Injectable({ scope: Scope.REQUEST })
class Ear {}

@Controller('v1/whistles')
class WhistlesController {
  constructor(readonly ear: Ear) {}

  @Post()
  @Public('everyone hears it')
  @Operation('whistles:blow')
  @described('blow-whistle')
  blow(): void {}
}

const moduleOf = (controller: new (...args: never[]) => object) => {
  @Module({ controllers: [controller as never], providers: [Ear] })
  class SoundsModule {}
  return SoundsModule;
};

describe('An application with a second face', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({
      modules: [JsonRpcModule, moduleOf(BellsController), moduleOf(HornsController)],
    });
  });
  afterAll(() => app.close());

  it('starts when what stands around its routes is for HTTP alone, or the operation is', async () => {
    expect((await app.http('POST', '/v1/bells', { body: { sound: 'ding' } })).status).toBe(201);
  });

  it('does not start when a guard or a parameter would be missing there', async () => {
    const message = await refusedBoot(app, JsonRpcModule, moduleOf(GongsController));
    expect(message).toContain(
      "GongsController.ring() can be called by JSON-RPC, which does not run NightGuard: mark NightGuard with @TransportOnly('why that is safe'), make its rule a @Gate, or restrict the operation to REST with @OnlyOnRest('why').",
    );
    expect(message).toContain(
      "GongsController.ring() can be called by JSON-RPC, which cannot provide @Req(): remove the parameter, or restrict the operation to REST with @OnlyOnRest('why').",
    );
  });

  it('does not start when nothing provides a gate, or prepares a parameter', async () => {
    expect(await refusedBoot(app, moduleOf(BuoysController))).toContain(
      'BuoysController.ring() needs NightGate, which no module provides: add it to the providers of its module.',
    );
    expect(await refusedBoot(app, moduleOf(DrumsController))).toContain(
      'DrumsController.beat() has a @Prepared() parameter, but nothing prepares it: add @Prepare(…) to the method.',
    );
  });

  it('does not start when a gate inside the transaction would have no effect', async () => {
    expect(await refusedBoot(app, moduleOf(FogController))).toContain(
      'FogController.look() has @GateWithin(TurnGate), which has no effect: the operation only reads and has no transaction.',
    );
    expect(await refusedBoot(app, moduleOf(MistController))).toContain(
      'MistController.lift() has @GateWithin(TurnGate), which has no effect: the method is a plain route. Add @Operation(…).',
    );
  });

  it('does not start when a guard of a whole resource would be missing', async () => {
    expect(await refusedBoot(app, JsonRpcModule, NotesModule)).toContain(
      'NotesController.read() can be called by JSON-RPC, which does not run DaytimeGuard',
    );
  });

  it('does not start when the instance of a class exists only during a request', async () => {
    expect(await refusedBoot(app, JsonRpcModule, moduleOf(WhistlesController))).toContain(
      'WhistlesController.blow() can be called by JSON-RPC, but WhistlesController is created for each request',
    );
  });
});
