import { Allow, Public } from '@keelson/kernel';
import { Controller, Get, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { BackgroundLoops, BackgroundModule } from '@keelson/runtime/ports';
import { start, ThingsController } from '../../../test/support/access-application.js';

@Controller('forgotten')
class ForgottenController {
  @Get()
  read() {
    return {};
  }
}

@Controller('misspelt')
class MisspeltController {
  @Get()
  @Allow('thing:read')
  read() {
    return {};
  }
}

@Controller('open')
class OpenController {
  @Get()
  @Public('nothing to hide')
  read() {
    return {};
  }
}

describe('RouteAccess', () => {
  it('stops the boot at a route that says nothing', async () => {
    await expect(start([ForgottenController])).rejects.toThrow(
      'ForgottenController.read() has no access rule',
    );
  });

  it('stops the boot at a permission that nobody declares', async () => {
    await expect(start([MisspeltController])).rejects.toThrow('"thing:read", which no feature declares');
  });

  it('stops the boot when nobody vouches for the tokens that routes need', async () => {
    await expect(start([ThingsController], null)).rejects.toThrow(
      'no TokenAuthority is registered: import IdentityModule',
    );
  });

  it('stops the boot before any background loop has run', async () => {
    let rounds = 0;
    @Injectable()
    class Sweeper {
      constructor(loops: BackgroundLoops) {
        loops.add({
          name: 'sweeper',
          title: 'The sweeper',
          everyMs: 10,
          atStart: true,
          round: () => {
            rounds += 1;
            return Promise.resolve();
          },
        });
      }
    }
    @Module({ imports: [BackgroundModule], controllers: [ForgottenController], providers: [Sweeper] })
    class SweepingModule {}
    await expect(start([], null, [SweepingModule])).rejects.toThrow('has no access rule');
    expect(rounds).toBe(0);
    await start([OpenController], null, [withoutControllers(Sweeper)]);
    await vi.waitFor(() => expect(rounds).toBeGreaterThan(0));
  });

  it('needs nobody for public routes', async () => {
    const { get } = await start([OpenController], null);
    expect((await get('/open')).status).not.toBe(500);
  });
});

function withoutControllers(provider: Type): DynamicModule {
  return { module: class Providing {}, imports: [BackgroundModule], providers: [provider] };
}
