import { Feature } from '@keelson/kernel';
import {
  Global,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { databaseFamily, DatabaseSettings, migrations } from '../persistence/ports.js';
import { BackgroundLoops, BackgroundModule } from '@keelson/runtime/ports';
import { CoalescedWakes } from './coalesced-wakes.js';
import { faultPoint } from './fault-point.js';
import { Leases } from './leases.js';
import { CreateLeases1763700000005 } from './migrations/1763700000005-create-leases.js';
import { CreateTurns1763700000071 } from './migrations/1763700000071-create-turns.js';
import { ProcessSeat } from './process-seat.js';
import { PostgresWakeChannel } from './postgres-wake-channel.js';
import { SqlLeases } from './sql-leases.js';
import { Turns } from './turns.js';
import { WakeChannels, type WakeChannel } from './wake-channel.js';
import { WakeSignals } from './wake-signals.js';

const atShutdown = faultPoint('shutdown', 'both');

@Injectable()
class ChannelCloser implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(private readonly wakes: WakeSignals) {}

  beforeApplicationShutdown(): void {
    atShutdown();
  }

  async onApplicationShutdown(): Promise<void> {
    await (this.wakes as CoalescedWakes).close();
  }
}

const noChannel: WakeChannel = { publish: () => undefined, close: () => undefined };

function ownChannel({ options }: DatabaseSettings, heard: (text: string) => void): WakeChannel {
  return databaseFamily(options.url) === 'postgres' ? new PostgresWakeChannel(options, heard) : noChannel;
}

/** What the processes of an installation agree by: leases and turns in the database, and signals that there is work. */
@Global()
@Module({
  imports: [
    BackgroundModule,
    Feature.declare({}, migrations(CreateLeases1763700000005, CreateTurns1763700000071)),
  ],
  providers: [
    { provide: Leases, useClass: SqlLeases },
    {
      provide: WakeSignals,
      inject: [DatabaseSettings, { token: WakeChannels, optional: true }],
      useFactory: (database: DatabaseSettings, channels?: WakeChannels): CoalescedWakes =>
        new CoalescedWakes((heard) => channels?.open(heard) ?? ownChannel(database, heard)),
    },
    Turns,
    ChannelCloser,
    ProcessSeat,
  ],
  exports: [Leases, Turns, WakeSignals],
})
export class CoordinationModule {
  constructor(loops: BackgroundLoops, wakes: WakeSignals, leases: Leases) {
    loops.coordinate(wakes, leases);
  }
}
