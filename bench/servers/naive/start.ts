import 'reflect-metadata';
import { ClassSerializerInterceptor, Injectable, Module, ValidationPipe } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { PassportModule, PassportStrategy } from '@nestjs/passport';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { createPublicKey } from 'node:crypto';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { Claims } from '../../data/principals.js';
import type { StartServer } from '../serve.js';
import type { ServerSettings } from '../settings.js';
import { ArticlesController } from './articles.controller.js';
import { strategy } from './strategy.js';
import { ArticlesService, type User } from './articles.service.js';
import { Article, AuditEntry, Author, OutboxEvent } from './entities.js';

const entities = [Article, Author, AuditEntry, OutboxEvent];

/** NAIVE: what teams build by habit, on Fastify and with a key object, which spare it the worst. */
export const startNaive: StartServer = async (settings) => {
  @Injectable()
  class JwtStrategy extends PassportStrategy(Strategy, strategy) {
    constructor() {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        // The types know text and bytes only.
        secretOrKey: createPublicKey(settings.publicKey) as never,
        algorithms: ['ES256'],
        issuer: settings.issuer,
        audience: settings.audience,
      } satisfies StrategyOptionsWithoutRequest);
    }

    validate({ sub, org }: Claims): User {
      return { userId: sub, organizationId: org };
    }
  }

  @Module({
    imports: [
      PassportModule,
      TypeOrmModule.forRoot(databaseOf(settings)),
      TypeOrmModule.forFeature(entities),
    ],
    controllers: [ArticlesController],
    providers: [ArticlesService, JwtStrategy],
  })
  class NaiveApplication {}

  const application = await NestFactory.create<NestFastifyApplication>(
    NaiveApplication,
    new FastifyAdapter(),
    { logger: ['error', 'warn'] },
  );
  application.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  application.useGlobalInterceptors(new ClassSerializerInterceptor(application.get(Reflector)));
  await application.listen(settings.port, '127.0.0.1');
  return () => application.close();
};

function databaseOf({ engine, databaseUrl: url, poolSize }: ServerSettings): TypeOrmModuleOptions {
  return engine === 'mysql'
    ? { type: 'mariadb', url, poolSize, entities, timezone: 'Z' }
    : { type: 'postgres', url, poolSize, entities };
}
