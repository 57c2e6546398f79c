import { Expose, Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';

const statuses = ['draft', 'published', 'archived'];

export class AuthorView {
  @Expose()
  id!: string;

  @Expose()
  name!: string;

  @Expose()
  motto!: string;

  @Expose()
  createdAt!: Date;
}

export class ArticleView {
  @Expose()
  id!: string;

  @Expose()
  title!: string;

  @Expose()
  body!: string;

  @Expose()
  status!: string;

  @Expose()
  authorId!: string;

  @Expose()
  views!: number;

  @Expose()
  createdAt!: Date;

  @Expose()
  updatedAt!: Date;

  // Without the condition the member would be there as undefined.
  @Expose()
  @Type(() => AuthorView)
  author?: AuthorView;
}

export class ListQuery {
  @IsIn(statuses)
  'filter[status]'!: string;

  @IsIn(['-createdAt'])
  sort!: string;

  @IsInt()
  @Min(1)
  @Max(200)
  @Transform(({ value }) => Number(value ?? 20))
  limit!: number;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @IsOptional()
  @IsIn(['author'])
  include?: string;
}

export class NewArticle {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  title!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(4000)
  body!: string;

  @IsIn(statuses)
  status!: string;

  @IsUUID()
  authorId!: string;

  @IsInt()
  @Min(0)
  views!: number;
}
