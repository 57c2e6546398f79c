import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../persistence/database.js';
import { ReadinessChecks } from './readiness-checks.js';

/** The database's part of `/health/ready`. */
@Injectable()
export class DatabaseReadiness implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly checks: ReadinessChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('database', async () => {
      await this.database.read('SELECT 1 AS answer');
    });
  }
}
