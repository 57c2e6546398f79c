import { ResourceController } from '@keelson/kernel';
import { payments } from './orders.resource.js';

@ResourceController(payments)
export class PaymentsController {}
