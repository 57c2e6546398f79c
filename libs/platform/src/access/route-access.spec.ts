import { Allow, Public } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { start, ThingsController } from '../../../../test/support/access-application.js';

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

  it('needs nobody for public routes', async () => {
    const { get } = await start([OpenController], null);
    expect((await get('/open')).status).not.toBe(500);
  });
});
