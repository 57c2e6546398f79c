import 'reflect-metadata';
import { findSettings } from '@keelson/platform';
import { envExample } from '@keelson/server';
import { writeFileSync } from 'node:fs';
import { AppModule } from '../src/app.module.js';

/** `npm run env:example`: writes `.env.example` from the settings of the modules. */
writeFileSync('.env.example', envExample((await findSettings(AppModule)).table));
