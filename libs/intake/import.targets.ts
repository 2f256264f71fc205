import { Injectable } from '@nestjs/common';
import { BootError, type LocalizedText } from '#libs/common';
import { COMMON_FAULTS } from './import.faults.js';
import { type ImportKind, type ImportTarget } from './import.types.js';

/** Feature libraries put their targets here at start. */
@Injectable()
export class ImportTargets {
  readonly #targets = new Map<ImportKind, ImportTarget>();

  register(target: ImportTarget): void {
    if (this.#targets.has(target.kind)) throw new BootError(`Two import targets for "${target.kind}"`);
    this.#targets.set(target.kind, target);
  }

  find(kind: ImportKind): ImportTarget | null {
    return this.#targets.get(kind) ?? null;
  }

  /** Text of a code; the code itself when the version that wrote it knew more. */
  textOf(kind: ImportKind, code: string): LocalizedText {
    return this.find(kind)?.faultTexts[code] ?? COMMON_FAULTS[code] ?? { zh: code, en: code };
  }
}
