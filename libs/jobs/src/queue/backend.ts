import {
  createPostgresBackend,
  createRedisBackend,
  isPgPool,
  withBackend,
  type BackendFactory,
} from 'bullmq';

/**
 * Redis or PostgreSQL, as the connection is. @nestjs/bullmq makes its workers from one class for the whole process,
 * so the choice must lie with the connection and not with the class.
 */
const backendOfConnection: BackendFactory = (name, { connection, ...options }, parts) =>
  isPgPool(connection)
    ? createPostgresBackend(name, { ...options, connection }, parts)
    : createRedisBackend(name, { ...options, connection }, parts);

const classes = withBackend(backendOfConnection);

/** BullMQ's queue on either backend. */
export const BackendQueue = classes.Queue;
export type BackendQueue = InstanceType<typeof BackendQueue>;

/** BullMQ's worker on either backend; @nestjs/bullmq makes one for each processor. */
export const BackendWorker = classes.Worker;
