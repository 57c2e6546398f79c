import { BeforeInsert, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, VersionColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

abstract class OwnedRow {
  @PrimaryColumn()
  id!: string;

  @VersionColumn()
  version!: number;

  @Column({ name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: Date })
  updatedAt!: Date;

  @BeforeInsert()
  begin(): void {
    this.id = uuidv7();
    this.createdAt = this.updatedAt = new Date();
  }
}

@Entity('authors')
export class Author extends OwnedRow {
  @Column()
  name!: string;

  @Column()
  motto!: string;
}

@Entity('articles')
export class Article extends OwnedRow {
  @Column()
  title!: string;

  @Column()
  body!: string;

  @Column()
  status!: string;

  @Column({ name: 'author_id' })
  authorId!: string;

  @ManyToOne(() => Author)
  @JoinColumn({ name: 'author_id' })
  author?: Author;

  @Column()
  views!: number;
}

@Entity('audit_entries')
export class AuditEntry extends OwnedRow {
  @Column()
  action!: string;

  @Column()
  kind!: string;

  @Column({ name: 'subject_type' })
  subjectType!: string;

  @Column({ name: 'subject_id' })
  subjectId!: string;

  @Column({ name: 'actor_id' })
  actorId!: string;

  @Column({ name: 'request_id' })
  requestId!: string;

  @Column({ type: 'simple-json' })
  changes!: object;
}

@Entity('outbox_events')
export class OutboxEvent extends OwnedRow {
  @Column({ name: 'aggregate_type' })
  aggregateType!: string;

  @Column({ name: 'aggregate_id' })
  aggregateId!: string;

  @Column()
  sequence!: number;

  @Column()
  type!: string;

  @Column({ name: 'event_version' })
  eventVersion!: number;

  @Column({ type: 'simple-json' })
  payload!: object;

  @Column({ name: 'caller_id' })
  callerId!: string;

  @Column({ name: 'request_id' })
  requestId!: string;

  @Column()
  slot!: number;
}
