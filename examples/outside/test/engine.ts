/** The database that `npm test` and `npm run verify` use: `postgres` or `mysql`. */
export const engine = 'postgres';
