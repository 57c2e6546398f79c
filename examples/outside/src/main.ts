import 'reflect-metadata';
import { startServer, withEnvFile } from '@keelson/server';
import { AppModule } from './app.module.js';

void startServer(AppModule, () => withEnvFile(process.env));
