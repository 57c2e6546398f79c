import { Feature } from '@keelson/kernel';
import { Module } from '@nestjs/common';
import { CommandLineModule, commands } from '../command-line/ports.js';
import { checkCommand } from './check.command.js';
import { invariantsPoint } from './invariants-point.js';

/** Where features declare what is always true of their rows; `keelson check` and the conformance kit read it. */
@Module({
  imports: [CommandLineModule, Feature.declare({ points: [invariantsPoint] }, commands(checkCommand))],
})
export class InvariantsModule {}
