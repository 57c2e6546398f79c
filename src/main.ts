import 'reflect-metadata';
import { startServer } from '@keelson/server';
import { readEnvironment } from '../config/index.js';
import { AppModule } from './app.module.js';

void startServer(AppModule, readEnvironment);
