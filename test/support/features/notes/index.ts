export * from './nest-parts.js';
export { Note } from './note.entity.js';
export { notes } from './notes.resource.js';
export { NotesModule } from './notes.module.js';
export { NotesService } from './notes.service.js';
