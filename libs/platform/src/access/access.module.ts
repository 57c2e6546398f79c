import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, MetadataScanner } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { BackgroundModule } from '../background/ports.js';
import { AccessControl } from './access-control.js';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options.js';
import { AccessGuard } from './access.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RevocationWatch } from './revocation-watch.js';
import { RouteAccess } from './route-access.js';
import { TokenVerification } from './token-verification.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Who may call what: the guard before every route, the tokens it trusts, and the proof at boot that no route is open. */
@Module({})
export class AccessModule {
  static forRoot(options: AccessOptions): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      imports: [BackgroundModule, PassportModule.register({ session: false })],
      providers: [
        { provide: ACCESS_OPTIONS, useValue: options },
        MetadataScanner,
        AccessControl,
        VerifiedTokens,
        RevocationWatch,
        JwtStrategy,
        TokenVerification,
        RouteAccess,
        AccessGuard,
        // By its own token as well, so that a test can override it.
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
      exports: [ACCESS_OPTIONS, AccessControl, AccessGuard],
    };
  }
}
