import { unavailable } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './document.js';

/** The application's published document, and its text as it is served. */
@Injectable()
export class ApiDocument {
  private published: {
    readonly document: OpenApiDocument;
    readonly text: string;
    readonly tag: string;
  } | null = null;

  publish(document: OpenApiDocument): void {
    const text = JSON.stringify(document);
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
    this.published = { document, text, tag };
  }

  /** @throws DomainError `unavailable` before {@link publish} */
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

  private whole(): NonNullable<ApiDocument['published']> {
    if (!this.published)
      throw unavailable({
        detail: 'The document is not published: call publishDocument(app) before listening.',
      });
    return this.published;
  }
}
