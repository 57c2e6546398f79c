import type { WantedProgram } from '@keelson/testing/servers';

/** Programs that the tests of this repository need, beside the servers of every application. */
export const programs = {
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    packagePattern: '^chromium$',
    unpackedAt: 'usr/lib/chromium/chromium',
    accepts: /Chrom/,
    fix: 'install Chromium so that chromium is in PATH',
  },
  promtool: {
    title: 'Prometheus',
    names: ['promtool'],
    packagePattern: '^prometheus$',
    accepts: /promtool/,
    fix: 'install Prometheus so that promtool is in PATH',
  },
  nginx: {
    title: 'nginx',
    names: ['nginx'],
    packagePattern: '^nginx(-core)?$',
    accepts: /nginx\/\d/,
    asks: '-v',
    fix: 'install nginx so that nginx is in PATH',
  },
} as const satisfies Readonly<Record<string, WantedProgram>>;
