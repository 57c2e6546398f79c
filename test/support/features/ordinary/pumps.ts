import { Allow, Feature } from '@keelson/kernel';
import { Controller, Get, Module } from '@nestjs/common';
import { described, exactly, whole } from '../../../../libs/conformance/mutants/authoring/index.js';

/** It fails in a way that nobody has expected. */
@Controller('v1/pumps')
class PumpsController {
  @Get()
  @Allow('pumps:read')
  @described('read-pump', exactly({ liters: whole }))
  read(): Promise<{ liters: number }> {
    return Promise.reject(new Error('The pump is empty.'));
  }
}

@Module({
  imports: [Feature.declare({ permissions: [{ name: 'pumps:read', description: 'See the pump' }] })],
  controllers: [PumpsController],
})
export class PumpsModule {}
