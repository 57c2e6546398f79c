export { FirstOwner, type NewOwner, type OwnerToBe } from './first-owner.js';
export { IdentityModule } from './identity.module.js';
export { Operators } from './operators.js';
export type { IdentityOptions, PasswordHashCost } from './identity.options.js';
