import { Feature } from '@keelson/kernel';
import { Module, type Type } from '@nestjs/common';
import { gauges, type Gauge } from '../tide/index.js';

/** Another feature, with a gauge for the tide table. */
export function harborWith(read: Gauge['read']): Type {
  @Module({ imports: [Feature.declare({}, gauges({ name: 'harbor', read }))] })
  class HarborModule {}
  return HarborModule;
}
