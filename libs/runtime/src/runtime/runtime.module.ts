import { Feature, settings } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { RuntimeSettings } from './runtime.settings.js';

/** What a process was started with. */
@Module({ imports: [Feature.declare({}, settings(RuntimeSettings))] })
export class RuntimeModule {}
