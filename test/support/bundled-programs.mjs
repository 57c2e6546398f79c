// What server-bundle.ts makes one file of: the server with what the tests add to it, and the command line of the same build.
// Each is loaded when it is run.
export const programs = {
  server: () => import('../faults/server.mjs'),
  keelson: () => import('../../dist/src/keelson.js'),
};
