import { ResourceController } from '@keelson/kernel';
import { duties, sailors } from './crew.resources.js';

@ResourceController(sailors)
export class SailorsController {}

@ResourceController(duties)
export class DutiesController {}
