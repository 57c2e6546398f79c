export { AccountUses, type UseSource } from './account-uses.js';
export { Accounts, type NewAccount } from './accounts.js';
export { Addresses, addressTaken } from './addresses.js';
export { FirstOwner, type NewOwner, type OwnerToBe } from './first-owner.js';
export { IdentityModule } from './identity.module.js';
export { Operators } from './operators.js';
export { IdentitySettings, type PasswordHashCost } from './identity.settings.js';
export { OwnerSettings } from './owner.settings.js';
export { User } from './user.entity.js';
