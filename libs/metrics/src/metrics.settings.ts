import { Setting } from '@keelson/kernel';
import { IsOptional, Matches } from 'class-validator';

/** Who may read what the process measures. */
export class MetricsSettings {
  @Setting(
    {
      variable: 'METRICS_TOKEN',
      secret: true,
      defaultNote: 'unset: localhost only; disabled in production',
      description: 'Bearer token required by `/metrics`. Generate one with `openssl rand -hex 32`.',
    },
    // What RFC 6750 takes for a token, and too long to be guessed.
    { accepts: 'a token of 32 to 512 letters, digits and - . _ ~ + /, optionally with = at the end' },
    Matches(/^(?=.{32,512}$)[A-Za-z0-9._~+/-]+=*$/),
    IsOptional(),
  )
  token?: string;
}
