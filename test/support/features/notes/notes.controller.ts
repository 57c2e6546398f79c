import { Action, Found, Input, InjectStore, Public, ResourceController, type Store } from '@keelson/kernel';
import { UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { DaytimeGuard, DryGuard, StampInterceptor, TeapotFilter, TrimPipe } from './nest-parts.js';
import { Note } from './note.entity.js';
import { notes } from './notes.resource.js';

/** Nest's decorators on the class, where they reach the verbs that nobody wrote, and on single methods. */
@UseGuards(DaytimeGuard)
@UseInterceptors(StampInterceptor)
@UsePipes(TrimPipe)
@ResourceController(notes)
export class NotesController {
  constructor(@InjectStore(Note) private readonly store: Store<Note>) {}

  /** By hand: it takes over with the permission of the resource, whatever it says of itself. */
  @Public('it would like to be')
  @UseGuards(DryGuard)
  create(@Input() input: Pick<Note, 'text'>): Promise<Note> {
    return this.store.insert({ text: `${input.text}!` });
  }

  @Action(notes, 'keep', { from: 'open', to: 'kept' })
  @UseGuards(DryGuard)
  @UseFilters(TeapotFilter)
  keep(@Found() note: Note): Note {
    return note;
  }
}
