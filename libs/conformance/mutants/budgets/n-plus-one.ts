import {
  Allow,
  defineResource,
  Feature,
  InjectStore,
  Ref,
  ResourceController,
  type Store,
} from '@keelson/kernel';
import { migrations } from '@keelson/platform';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import {
  described,
  exactly,
  Item,
  listOf,
  migrationFor,
  mutant,
  parameter,
  text,
  usual,
} from '../authoring/index.js';

export default mutant({
  name: 'n-plus-one',
  mistake: 'Each row of a list asks the database for what belongs to it.',
  caughtBy: 'budgets/statements-grow',
  build: (broken) => {
    @Entity('albums')
    class Album extends Item {}

    @Entity('tracks')
    class Track extends Item {
      @Ref(() => Album)
      albumId!: string;
    }

    const albums = defineResource({
      ...usual,
      path: 'albums',
      entity: Album,
    });
    const tracks = defineResource({
      ...usual,
      path: 'tracks',
      entity: Track,
      view: [...usual.view, 'albumId'],
      list: { filter: ['albumId'], sort: ['createdAt'] },
      create: [...usual.create, 'albumId'],
    });

    @ResourceController(albums)
    class AlbumsController {}

    @ResourceController(tracks)
    class TracksController {}

    @Controller('v1/track-sheets')
    class TrackSheetsController {
      constructor(
        @InjectStore(Album) private readonly albumRows: Store<Album>,
        @InjectStore(Track) private readonly trackRows: Store<Track>,
      ) {}

      @Get()
      @Allow('tracks:read')
      @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200 } })
      @described('list-track-sheets', listOf(exactly({ name: text, album: text })))
      async list(@Query() query: Record<string, string>): Promise<object> {
        const limit = parameter(query, 'limit', /^([1-9]|[1-9][0-9]|1[0-9]{2}|200)$/, '100');
        const rows = await this.trackRows.find({}, { limit: Number(limit) });
        if (broken) {
          const found = rows.map(async ({ name, albumId }) => {
            const [album] = await this.albumRows.find({ id: albumId });
            return { name, album: album?.name ?? '' };
          });
          return { data: await Promise.all(found) };
        }
        const found = await this.albumRows.find({ id: [...new Set(rows.map(({ albumId }) => albumId))] });
        const names = new Map(found.map((album) => [album.id, album.name]));
        return { data: rows.map(({ name, albumId }) => ({ name, album: names.get(albumId) ?? '' })) };
      }
    }

    @Module({
      imports: [
        Feature.declare(
          { resources: [albums, tracks] },
          migrations(migrationFor(albums), migrationFor(tracks)),
        ),
      ],
      controllers: [AlbumsController, TracksController, TrackSheetsController],
    })
    class TracksModule {}
    return TracksModule;
  },
});
