import { Module } from '@nestjs/common';
import { CommandLineModule } from './command-line/ports.js';
import { CoordinationModule } from './coordination/index.js';
import { PersistenceModule } from './persistence/index.js';
import { RetentionModule } from './retention/ports.js';

/** The database and what processes agree by in it; import it once, before the modules of the packages above. */
@Module({ imports: [PersistenceModule, CoordinationModule, RetentionModule, CommandLineModule] })
export class SqlModule {}
