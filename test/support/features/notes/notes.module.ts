import { Feature } from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { CreateNotes1764000000002 } from './migrations/1764000000002-create-notes.js';
import { DaytimeGuard, DryGuard, Logbook, StampInterceptor, TrimPipe } from './nest-parts.js';
import { NoteCountsController } from './note-counts.controller.js';
import { NotesController } from './notes.controller.js';
import { notes } from './notes.resource.js';
import { NotesService } from './notes.service.js';

@Module({
  imports: [
    Feature.declare(
      { resources: [notes], permissions: [{ name: 'notes:import', description: 'Import notes' }] },
      migrations(CreateNotes1764000000002),
    ),
  ],
  controllers: [NotesController, NoteCountsController],
  providers: [NotesService, Logbook, DaytimeGuard, DryGuard, StampInterceptor, TrimPipe],
})
export class NotesModule {}
