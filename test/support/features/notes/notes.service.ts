import { InjectStore, type Store } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { Note } from './note.entity.js';

@Injectable()
export class NotesService {
  constructor(@InjectStore(Note) private readonly notes: Store<Note>) {}

  count(): Promise<number> {
    return this.notes.count({});
  }
}
