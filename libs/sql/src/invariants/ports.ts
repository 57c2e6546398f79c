/** For other rooms of the platform; what authors of features use is in index.ts. */
export { InvariantsModule } from './invariants.module.js';
