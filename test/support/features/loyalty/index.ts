export { loyalty, payroll, shipping } from './loyalty.fields.js';
export { LoyaltyModule } from './loyalty.module.js';
