import { unavailable } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './document.js';

interface Published {
  readonly document: OpenApiDocument;
  readonly text: string;
  readonly tag: string;
}

/** The application's published document, and its text as it is served. It is built when it is first asked for (ADR 43). */
@Injectable()
export class ApiDocument {
  private build: (() => OpenApiDocument) | null = null;
  private published: Published | null = null;

  /** @param build called once, by whoever asks first */
  publish(build: () => OpenApiDocument): void {
    this.build = build;
    this.published = null;
  }

  /** @throws DomainError `unavailable` before {@link publish}; Error when the application is not declared completely */
  get document(): OpenApiDocument {
    return this.whole().document;
  }

  get text(): string {
    return this.whole().text;
  }

  /** The strong ETag of the text. */
  get tag(): string {
    return this.whole().tag;
  }

  private whole(): Published {
    if (!this.build)
      throw unavailable({
        detail: 'The document is not published: call publishDocument(app) before listening.',
      });
    return (this.published ??= asServed(this.build()));
  }
}

function asServed(document: OpenApiDocument): Published {
  const text = JSON.stringify(document);
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  return { document, text, tag };
}
