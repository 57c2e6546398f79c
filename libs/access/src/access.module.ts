import { Feature, settings } from '@keelson/kernel';
import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { BackgroundModule } from '@keelson/runtime/ports';
import { AccessControl } from './access-control.js';
import { AccessGuard } from './access.guard.js';
import { AccessSettings } from './access.settings.js';
import { JwtStrategy } from './jwt.strategy.js';
import { KeyVerification } from './key-verification.js';
import { MailTokens } from './mail-tokens.js';
import { RevocationWatch } from './revocation-watch.js';
import { RouteAccess } from './route-access.js';
import { TokenVerification } from './token-verification.js';
import { UnknownKeys } from './unknown-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Who may call what: the guard before every route, the tokens it trusts, and the proof at boot that no route is open. */
@Global()
@Module({
  imports: [
    BackgroundModule,
    PassportModule.register({ session: false }),
    Feature.declare({}, settings(AccessSettings)),
  ],
  providers: [
    AccessControl,
    MailTokens,
    VerifiedTokens,
    RevocationWatch,
    JwtStrategy,
    KeyVerification,
    TokenVerification,
    UnknownKeys,
    RouteAccess,
    AccessGuard,
    // By its own token as well, so that a test can override it.
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [AccessControl, AccessGuard, MailTokens],
})
export class AccessModule {}
