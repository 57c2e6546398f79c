import { ResourceController } from '@keelson/kernel';
import { tideAlarms } from './tide-alarms.resource.js';

@ResourceController(tideAlarms)
export class TideAlarmsController {}
