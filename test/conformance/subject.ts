import type { Subject } from '@keelson/conformance';
import type { Engine, TestServers } from '@keelson/testing';
import { startSubject as start, type SubjectOptions } from '@keelson/testing/judge';
import { AppModule } from '../../src/app.module.js';

/** This application under judgment, with more modules where a test brings some. */
export function startSubject(
  engine: Engine,
  servers: TestServers,
  options: SubjectOptions = {},
): Promise<Subject> {
  return start(AppModule, engine, servers, options);
}
