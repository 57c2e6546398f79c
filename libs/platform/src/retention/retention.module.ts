import { Module } from '@nestjs/common';
import { Retention } from './retention.js';
import { RetentionMetrics } from './retention-metrics.js';

/** Deletes what is over, by the rules of {@link RetentionRules}, and shows what is left to delete. */
@Module({ providers: [Retention, RetentionMetrics] })
export class RetentionModule {}
