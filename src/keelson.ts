import 'reflect-metadata';
import { runCommands } from '@keelson/server';
import { readEnvironment } from '../config/index.js';
import { AppModule } from './app.module.js';

/** The command line of this application: `keelson routes`. */
void runCommands(AppModule, readEnvironment);
