import { RestModule } from '@keelson/rest';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { startApp, type TestApp } from '../support/app.js';
import { refusedImports } from '../support/refused-boot.js';

@Module({ imports: [RestModule] })
class FaceModule {}

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

it.each([RestModule, FaceModule])(
  'an application that imports %o before AccessModule does not start: it would not count requests by user',
  async (early) => {
    expect(await refusedImports(app, [early, AppModule])).toMatch(
      /^RestModule is imported before AccessModule, so requests would be limited by network and not by user: list AccessModule/,
    );
  },
);
