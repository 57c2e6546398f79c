import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Engine, RunningServer } from '@keelson/testing/servers';

/** What speaks just enough of a server's protocol to sign anybody in and to tell a version of long ago. */
export async function startOutdatedServer(engine: Engine): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    (engine === 'mysql' ? speakMariadb : speakPostgres)(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${engine === 'mysql' ? 'mysql' : 'postgres'}://keelson:secret@127.0.0.1:${port}/keelson`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** MySQL's client/server protocol, version 10, with the capabilities of 4.1 and mysql_native_password. */
function speakMariadb(socket: Socket): void {
  const version = '5.5.5-10.3.39-MariaDB';
  const capabilities = 0x00_08_82_09;
  const end = Buffer.from([0xfe, 0, 0, 2, 0]);
  const send = (first: number, ...packets: Buffer[]) =>
    socket.write(
      Buffer.concat(
        packets.flatMap((packet, index) => [little(packet.length, 3), Buffer.from([first + index]), packet]),
      ),
    );
  send(
    0,
    Buffer.concat([
      Buffer.from([10]),
      Buffer.from(`${version}\0`),
      little(1, 4),
      Buffer.from('12345678\0'),
      little(capabilities & 0xffff, 2),
      Buffer.from([45, 2, 0]),
      little(capabilities >>> 16, 2),
      Buffer.from([21]),
      Buffer.alloc(10),
      Buffer.from('123456789012\0mysql_native_password\0'),
    ]),
  );
  let isSignedIn = false;
  socket.on('data', (data) => {
    if (!isSignedIn) {
      isSignedIn = true;
      send(data.readUInt8(3) + 1, Buffer.from([0, 0, 0, 2, 0, 0, 0]));
    } else if (data.readUInt8(4) === 3) {
      const column = Buffer.concat([
        ...['def', '', '', '', 'version', ''].map(counted),
        Buffer.from([0x0c, 45, 0]),
        little(100, 4),
        Buffer.from([0xfd, 0, 0, 0, 0, 0]),
      ]);
      send(1, Buffer.from([1]), column, end, counted(version), end);
    } else socket.end();
  });
}

/** PostgreSQL's protocol 3.0, as "Message Formats" of its manual has it. */
function speakPostgres(socket: Socket): void {
  const version = '13.14';
  const send = (...messages: [type: string, body: Buffer][]) =>
    socket.write(
      Buffer.concat(messages.flatMap(([type, body]) => [Buffer.from(type), big(body.length + 4, 4), body])),
    );
  let isSignedIn = false;
  socket.on('data', (data) => {
    if (!isSignedIn) {
      isSignedIn = true;
      send(['R', big(0, 4)], ['Z', Buffer.from('I')]);
    } else if (data.toString('latin1', 0, 1) === 'Q') {
      const field = Buffer.concat([Buffer.from('server_version\0'), big(0, 4), big(0, 2), big(25, 4)]);
      const widths = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]);
      send(
        ['T', Buffer.concat([big(1, 2), field, widths])],
        ['D', Buffer.concat([big(1, 2), big(version.length, 4), Buffer.from(version)])],
        ['C', Buffer.from('SHOW\0')],
        ['Z', Buffer.from('I')],
      );
    } else socket.end();
  });
}

function counted(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}

function little(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

function big(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
