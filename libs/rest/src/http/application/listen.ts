import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { PlatformError } from '@keelson/runtime/ports';

/**
 * Listens, and answers the address.
 * @throws PlatformError when the port is taken or may not be used
 */
export async function listen(
  application: NestFastifyApplication,
  port: number,
  host: string,
): Promise<string> {
  try {
    await application.listen(port, host);
  } catch (error) {
    throw explained(error, port, host);
  }
  return application.getUrl();
}

/**
 * Finds out what {@link listen} would at the end, before anything is opened or written.
 * @throws PlatformError when the port is taken or may not be used
 */
export async function refuseTakenPort(port: number, host: string): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (error) {
    throw explained(error, port, host);
  }
  probe.close();
  await once(probe, 'close');
}

function explained(cause: unknown, port: number, host: string): unknown {
  const messages: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use; stop the process that listens on it, or set PORT to another port.`,
    EACCES: `The user that runs this process is not allowed to listen on port ${port}; set PORT to a port above 1023.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; set HOST to one that is.`,
    ENOTFOUND: `${host} is not an address of this machine; set HOST to one that is.`,
  };
  const message = messages[(cause as { code?: string }).code ?? ''];
  return message ? new PlatformError(message, { cause }) : cause;
}
