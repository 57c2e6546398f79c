import { readSettings } from '../settings.js';
import { articleRoutes } from './articles.js';
import { verifiedCaller } from './caller.js';
import fastify from 'fastify';
import { createPool } from 'mysql2/promise';

// FLOOR: what a careful engineer writes by hand when nothing but these routes matters.
const settings = readSettings();
const pool = createPool({
  uri: settings.databaseUrl,
  connectionLimit: settings.poolSize,
  // Instants stay text from the row to the answer: two Date objects a row cost more than the rest of its columns.
  dateStrings: true,
});
const app = fastify({ logger: false });

app.addHook('onRequest', verifiedCaller(settings));
articleRoutes(app, pool);

await app.listen({ host: '127.0.0.1', port: settings.port });
console.log(`ready http://127.0.0.1:${settings.port}`);

process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => pool.end())
    .then(() => process.exit(0));
});
