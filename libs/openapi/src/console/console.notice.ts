import { StartStep, type StartNotice } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';

/** Says where the documentation is. */
@Injectable()
export class ConsoleNotice extends StartStep {
  override served(url: string): StartNotice {
    return { text: `Docs  ${url}/docs` };
  }
}
