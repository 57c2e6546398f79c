import { Logger } from '@nestjs/common';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseAddress } from '../database.settings.js';
import { loadMysqlPromises } from '../drivers.js';
import type { Dialect } from '../engine.js';
import { mysqlAddress } from '../server-address.js';

/** Ends what runs on connections, at the server too, and closes them. */
export type BreakOff<C> = (connections: readonly C[]) => void;

/** What a connection of mysql2 or pg says of itself. */
interface Identified {
  readonly stream?: Socket;
  /** mysql2 */
  readonly threadId?: number;
  /** pg */
  readonly connection?: { readonly stream: Socket };
  readonly host?: string;
  readonly port?: number;
  readonly processID?: number;
  readonly secretKey?: number;
}

const logger = new Logger('Database');

/**
 * Closing a connection alone would leave its statement at the server: one that waits for a lock notices nothing, keeps
 * what its transaction has locked and gets the next lock too.
 */
export function breakOffFor(dialect: Dialect, database: DatabaseAddress): BreakOff<object> {
  return (connections) => {
    const identified = connections as readonly Identified[];
    const told =
      dialect === 'mysql' ? kill(database, identified) : Promise.all(identified.map((one) => cancel(one)));
    told.catch((error: unknown) =>
      logger.warn(
        `A statement past its deadline could not be canceled and may still be running on the server: ${(error as Error).message}`,
      ),
    );
    for (const one of identified)
      (one.stream ?? one.connection?.stream)?.destroy(
        // No state of the database, but the end of the connection.
        Object.assign(new Error('The connection was closed after its deadline.'), { fatal: true }),
      );
  };
}

/** From a connection beside the pool, whose own may all be taken. */
async function kill(database: DatabaseAddress, connections: readonly Identified[]): Promise<void> {
  const { createConnection } = await loadMysqlPromises();
  const side = await createConnection(mysqlAddress(database));
  try {
    for (const { threadId } of connections)
      // A thread that has just ended is none any more.
      if (threadId !== undefined) await side.query(`KILL ${Number(threadId)}`).catch(() => undefined);
  } finally {
    side.destroy();
  }
}

/** Twice: the first one may come before a statement that was still on its way, which would then begin all the same. */
async function cancel(connection: Identified): Promise<void> {
  await requestCancel(connection);
  await pause(500, undefined, { ref: false });
  await requestCancel(connection);
}

/**
 * PostgreSQL's CancelRequest, on a connection of its own that the server closes (protocol 3.0, section 54.2.9). As libpq sent
 * it for decades, without TLS: its key opens nothing but the end of a connection that has ended.
 */
async function requestCancel({ host, port, processID, secretKey }: Identified): Promise<void> {
  if (!host || !port || !processID || secretKey === undefined) return;
  const message = Buffer.alloc(16);
  [16, 80_877_102, processID, secretKey].forEach((part, index) => message.writeInt32BE(part | 0, index * 4));
  await new Promise<void>((resolve, reject) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.write(message);
    socket.resume();
  });
}
