import 'reflect-metadata';
import { runCommands, withEnvFile } from '@keelson/server';
import { AppModule } from './app.module.js';

/** The command line of this application: `npx keelson routes`. */
void runCommands(AppModule, () => withEnvFile(process.env));
