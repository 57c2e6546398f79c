import { Injectable } from '@nestjs/common';

/** A call to somebody outside, as the driver's recorder takes it. */
export interface Call {
  /** Stable over all attempts: what the receiver would recognize a repetition by. */
  readonly id: string;
  readonly doneBy: string;
  readonly about: string;
  readonly sequence: number;
}

/** Calls the recorder of the driver, which stands for any service outside. */
@Injectable()
export class RecorderClient {
  async call(call: Call, signal: AbortSignal): Promise<void> {
    const url = process.env['LEDGER_RECORDER'] ?? '';
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': call.id },
      body: JSON.stringify(call),
      signal,
    });
    await answer.text();
    if (!answer.ok) throw new Error(`The recorder answered ${answer.status}.`);
  }
}
