import fastify from 'fastify';
import type { StartServer } from '../serve.js';
import { articleRoutes } from './articles.js';
import { verifiedCaller } from './caller.js';
import { orderRoutes } from './orders.js';
import { signInRoutes } from './sign-in.js';
import { openSql } from './sql.js';

/** FLOOR: what a careful engineer writes by hand when nothing but these routes matters. */
export const startFloor: StartServer = async (settings) => {
  const sql = openSql(settings);
  const app = fastify({ logger: false });
  await signInRoutes(app);
  // In a scope of its own, since one signs in without a token.
  app.register((signedIn, _options, done) => {
    signedIn.addHook('onRequest', verifiedCaller(settings));
    articleRoutes(signedIn, sql, settings);
    orderRoutes(signedIn, sql, settings);
    done();
  });
  await app.listen({ host: '127.0.0.1', port: settings.port });
  return async () => {
    await app.close();
    await sql.end();
  };
};
