import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A mail as the server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header and body as sent, with the dots unstuffed. */
  readonly message: string;
}

export interface SmtpServer {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Connections open now. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/**
 * A mail server on 127.0.0.1 with the least of SMTP (RFC 5321): no TLS, no sign-in. `answers` takes the place of what
 * it says to a command; null lets the client wait.
 */
export async function startSmtp(
  answers: (line: string) => string | null | undefined = () => undefined,
): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    converse(socket, mails, answers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    connections: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(
  socket: Socket,
  mails: ReceivedMail[],
  answers: (line: string) => string | null | undefined,
): void {
  let [from, to, data, pending] = ['', [] as string[], null as string[] | null, ''];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const take = (line: string) => {
    if (data && line !== '.') return void data.push(line.replace(/^\.\./, '.'));
    if (data) {
      mails.push({ from, to, message: data.join('\r\n') });
      [to, data] = [[], null];
      return void say('250 taken');
    }
    const other = answers(line);
    if (other !== undefined) return void (other !== null && say(other));
    const address = /<(.*)>/.exec(line)?.[1] ?? '';
    if (/^MAIL FROM/i.test(line)) from = address;
    if (/^RCPT TO/i.test(line)) to.push(address);
    if (/^DATA/i.test(line)) data = [];
    if (/^QUIT/i.test(line)) return void socket.end('221 bye\r\n');
    const known = /^(EHLO|HELO|MAIL|RCPT|DATA|RSET|NOOP)/i.test(line);
    say(data ? '354 go on' : known ? '250 fine' : '502 not here');
  };
  say('220 trial');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (pending + chunk).split('\r\n');
    pending = lines.pop() ?? '';
    lines.forEach(take);
  });
}
