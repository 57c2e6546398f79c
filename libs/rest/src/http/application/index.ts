/** How an application is created, proven and brought to listen. */
export { applicationOptions, createApplication, prepare } from './create-application.js';
export { assertRoutesDeclared } from './declared-routes.js';
export { listen, refuseTakenPort } from './listen.js';
export { preparation, type Preparation, preparationsPoint } from './preparations-point.js';
