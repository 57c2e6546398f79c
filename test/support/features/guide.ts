import { existsSync } from 'node:fs';

/**
 * The feature of docs/adding-a-feature.md, for specs that want one more. Nothing where somebody has followed the guide: then
 * src/features/tickets is part of the application, and a second one would take its table, paths and events.
 */
export const guideModules = existsSync('src/features/tickets')
  ? []
  : [(await import('./tickets/index.js')).TicketsModule];
