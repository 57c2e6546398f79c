import { maybeContext } from '@keelson/kernel';
import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { WakeChannel } from './wake-channel.js';
import { WakeSignals } from './wake-signals.js';
import type { WakeTopic } from './wake-topic.js';

/** Signals of one topic that come within so many milliseconds of each other go out as one. */
const togetherMs = 5;

/** {@link WakeSignals}: listeners of this process are called directly, others over a channel. */
export class CoalescedWakes extends WakeSignals {
  private readonly listeners = new Map<WakeTopic, Set<() => void>>();
  /** Topics that were just sent, and whether they are to be sent once more. */
  private readonly recent = new Map<WakeTopic, { again: boolean }>();
  private readonly process = randomUUID();
  private readonly channel: WakeChannel;
  // Listeners must not run as the caller whose commit woke them.
  private readonly apart = AsyncResource.bind((topic: WakeTopic) => this.deliver(topic));

  /** @param open gives the channel; what it hears goes to the function */
  constructor(open: (heard: (text: string) => void) => WakeChannel) {
    super();
    this.channel = open((text) => this.hear(text));
  }

  override send(topic: WakeTopic): void {
    const unit = maybeContext()?.unit;
    if (unit) unit.afterCommit(() => this.apart(topic));
    else this.apart(topic);
  }

  override on(topic: WakeTopic, listener: () => void): () => void {
    const all = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, all.add(listener));
    return () => all.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
    await this.channel.close();
  }

  private deliver(topic: WakeTopic): void {
    const recent = this.recent.get(topic);
    if (recent) {
      recent.again = true;
      return;
    }
    this.recent.set(topic, { again: false });
    setTimeout(() => {
      const { again } = this.recent.get(topic) ?? { again: false };
      this.recent.delete(topic);
      if (again) this.deliver(topic);
    }, togetherMs).unref();
    this.channel.publish(`${this.process} ${topic.name}`);
    this.wake(topic);
  }

  /** One topic, or nothing after an outage: then everybody looks. */
  private hear(text: string): void {
    const [process, name] = text.split(' ');
    if (process === this.process) return;
    for (const topic of this.listeners.keys()) if (!name || name === topic.name) this.wake(topic);
  }

  private wake(topic: WakeTopic): void {
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}
