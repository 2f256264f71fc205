import { Injectable } from '@nestjs/common';
import { BootError } from '#libs/common';
import { type SearchKind } from '#libs/messaging';
import { type SearchSource } from './search-document.js';

/** Feature libraries put their sources here at start. */
@Injectable()
export class SearchSources {
  readonly #sources = new Map<SearchKind, SearchSource>();

  register(source: SearchSource): void {
    if (this.#sources.has(source.kind)) throw new BootError(`Two search sources for "${source.kind}"`);
    this.#sources.set(source.kind, source);
  }

  get(kind: SearchKind): SearchSource {
    const source = this.#sources.get(kind);
    if (source === undefined) throw new BootError(`No search source for "${kind}"`);
    return source;
  }

  all(): readonly SearchSource[] {
    return [...this.#sources.values()];
  }
}
