import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createRequire } from 'node:module';
import { Gauge } from 'prom-client';
import { RuntimeSettings } from '@keelson/runtime/ports';
import { measureProcess, Metrics } from '@keelson/runtime/ports';

const { version } = createRequire(import.meta.url)('@keelson/metrics/package.json') as { version: string };

/** What this process can tell at any moment, without asking anybody. */
@Injectable()
export class ProcessGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly runtime: RuntimeSettings,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    measureProcess();
    const registers = [this.metrics.registry];
    const build = new Gauge({
      name: 'keelson_build_info',
      help: 'Always 1; the labels show the running version.',
      labelNames: ['version', 'node', 'role'],
      registers,
    });
    build.set({ version, node: process.versions.node, role: this.runtime.role }, 1);
    const { host } = this;
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Connections with a request in progress, including this scrape.',
      registers,
      collect() {
        this.set((host.httpAdapter as { requestsInFlight?: number }).requestsInFlight ?? 0);
      },
    });
  }
}
