import { Allow, Input, InjectStore, Operation, Text, type Store } from '@keelson/kernel';
import { Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Note } from './note.entity.js';
import { NotesService } from './notes.service.js';

export class Page {
  @Text({ max: 200, example: 'One\nTwo' })
  lines!: string;
}

/** A controller of one's own, on the same store and the same decorators of access. */
@ApiTags('notes')
@Controller('v1/note-counts')
export class NoteCountsController {
  constructor(
    private readonly service: NotesService,
    @InjectStore(Note) private readonly store: Store<Note>,
  ) {}

  @Get()
  @Allow('notes:read')
  @ApiOperation({ operationId: 'count-notes', summary: 'Count notes', description: 'How many there are.' })
  @ApiOkResponse({ description: 'The number.', schema: { type: 'object' } })
  async count(): Promise<{ count: number }> {
    return { count: await this.service.count() };
  }

  @Post()
  @Allow('notes:import')
  @Operation('notes:import')
  @ApiOperation({ operationId: 'import-notes', summary: 'Import notes', description: 'One for each line.' })
  @ApiCreatedResponse({ description: 'How many were made.', schema: { type: 'object' } })
  async import(@Input() page: Page): Promise<{ made: number }> {
    const lines = page.lines.split('\n');
    for (const text of lines) await this.store.insert({ text });
    return { made: lines.length };
  }
}
