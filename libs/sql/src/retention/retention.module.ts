import { Module } from '@nestjs/common';
import { BackgroundModule } from '@keelson/runtime/ports';
import { Retention } from './retention.js';
import { RetentionMetrics } from './retention-metrics.js';

/** Deletes what is over, by the rules of {@link RetentionRules}, and shows what is left to delete. */
@Module({ imports: [BackgroundModule], providers: [Retention, RetentionMetrics] })
export class RetentionModule {}
