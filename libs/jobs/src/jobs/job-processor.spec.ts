import { defineJob, Text } from '@keelson/kernel';
import { WorkerHost } from '@nestjs/bullmq';
import type { ModulesContainer } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { JobProcessor, processingOf } from './job-processor.js';
import { ProcessorRegistry } from './processor-registry.js';

class Note {
  @Text({ max: 10 })
  text!: string;
}

const note = defineJob('trial.note', Note);

@JobProcessor(note, { concurrency: 2 })
class WriteNote {
  run(): Promise<void> {
    return Promise.resolve();
  }
}

function modulesWith(...types: unknown[]): ModulesContainer {
  const providers = new Map(types.map((metatype, index) => [index, { metatype, instance: null }]));
  return new Map([['module', { providers }]]) as unknown as ModulesContainer;
}

describe('@JobProcessor', () => {
  it('makes a class with run() a host of @nestjs/bullmq', () => {
    expect(new WriteNote()).toBeInstanceOf(WorkerHost);
    expect(new WriteNote()).toBeInstanceOf(WriteNote);
    expect(processingOf(WriteNote)).toEqual({
      job: note,
      concurrency: 2,
      timeoutMs: 60_000,
      perSecond: null,
      effects: 'outside',
    });
  });

  it('asks BullMQ for the signal, which it gives to functions of three parameters only', () => {
    const { process } = new WriteNote() as unknown as WorkerHost;
    expect(process).toHaveLength(3);
  });

  it.each([0, 65, 1.5])('refuses a concurrency of %d', (concurrency) => {
    expect(() => JobProcessor(note, { concurrency })).toThrow('a whole number from 1 to 64');
  });

  it('refuses a class that extends another, since others may extend that too', () => {
    class Derived extends Note {
      run(): Promise<void> {
        return Promise.resolve();
      }
    }
    expect(() => JobProcessor(note)(Derived)).toThrow(
      'Derived is a @JobProcessor and must not extend another class',
    );
  });

  it('is found wherever it is provided, once for each job', () => {
    @JobProcessor(note)
    class WriteNoteToo {
      run(): Promise<void> {
        return Promise.resolve();
      }
    }
    const registry = new ProcessorRegistry(modulesWith(Note, WriteNote, null));
    expect(registry.size).toBe(1);
    expect(registry.processes('trial.note')).toBe(true);
    expect(() => new ProcessorRegistry(modulesWith(WriteNote, WriteNoteToo))).toThrow(
      'Two providers declare @JobProcessor for "trial.note"',
    );
  });
});
