import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call } from './feature/recorder-client.js';

/** The service outside: takes calls over HTTP and remembers the first sight of each, in the order they came. */
export class Recorder {
  private readonly server: Server;
  readonly first: Call[] = [];
  private readonly seen = new Set<string>();
  repeated = 0;

  private constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        this.take(JSON.parse(body) as Call);
        response.end('{}');
      });
      request.on('error', () => response.destroy());
    });
  }

  static async start(): Promise<Recorder> {
    const recorder = new Recorder();
    recorder.server.listen(0, '127.0.0.1');
    await once(recorder.server, 'listening');
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/calls`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private take(call: Call): void {
    const key = `${call.doneBy} ${call.id} ${call.about} ${call.sequence}`;
    if (this.seen.has(key)) {
      this.repeated += 1;
      return;
    }
    this.seen.add(key);
    this.first.push(call);
  }
}
