import 'reflect-metadata';
import '@node-rs/argon2';
import '@nestjs/bullmq';
import '@nestjs/swagger';
import 'bullmq';
import 'class-validator';
import 'ioredis';
import 'jsonwebtoken';
import 'lru-cache';
import 'mysql2';
import 'nodemailer';
import 'passport';
import 'passport-jwt';
import 'pg';
import 'pino';
import 'prom-client';
import 'rxjs';
import 'uuid';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { serve } from '../serve.js';

/** A Nest application that loads what Keelson loads, connects to the database, and does nothing. */
await serve(async ({ engine, databaseUrl: url, poolSize, port }) => {
  @Controller('health')
  class HealthController {
    @Get('ready')
    ready() {
      return { status: 'ok' };
    }
  }

  const type = engine === 'mysql' ? 'mariadb' : 'postgres';
  @Module({
    imports: [PassportModule, TypeOrmModule.forRoot({ type, url, poolSize })],
    controllers: [HealthController],
  })
  class BareApplication {}

  const application = await NestFactory.create<NestFastifyApplication>(
    BareApplication,
    new FastifyAdapter(),
    {
      logger: ['error'],
    },
  );
  await application.listen(port, '127.0.0.1');
  return () => application.close();
});
