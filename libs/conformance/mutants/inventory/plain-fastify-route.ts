import { defineResource, Feature, ResourceController } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Entity } from 'typeorm';
import { Item, migrationFor, mutant, usual } from '../authoring/index.js';

export default mutant({
  name: 'plain-fastify-route',
  mistake: 'A webhook is mounted on Fastify itself: no guard, no document, no limit knows of it.',
  caughtBy: 'inventory/unknown-route',
  build: (broken) => {
    @Entity('cameras')
    class Camera extends Item {}

    const cameras = defineResource({
      ...usual,
      path: 'cameras',
      entity: Camera,
    });

    @ResourceController(cameras)
    class CamerasController {}

    @Injectable()
    class CameraWebhook implements OnModuleInit {
      constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

      onModuleInit(): void {
        if (!broken) return;
        const server = this.host.httpAdapter.getInstance();
        server.post('/v1/cameras/webhooks', (_request, reply) => reply.send({ received: true }));
      }
    }

    @Module({
      imports: [Feature.declare({ resources: [cameras] }, migrations(migrationFor(cameras)))],
      controllers: [CamerasController],
      providers: [CameraWebhook],
    })
    class CamerasModule {}
    return CamerasModule;
  },
});
