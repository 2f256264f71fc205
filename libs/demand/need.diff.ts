import { diffFields, type FieldChange, type SnapshotShape } from '#libs/common';
import { type NeedSnapshot } from './need-version.entity.js';

/** Clauses are known by their words: a changed one gets a new id. */
const SHAPE: SnapshotShape = {
  identity: { clauses: ({ text }) => String(text) },
  sets: new Set(['chainNodes']),
};

/** What changed from one version of a need to the other, without the ids of clauses ({@link diffFields}). */
export function diffNeeds(before: NeedSnapshot, after: NeedSnapshot): FieldChange[] {
  const shown = (snapshot: NeedSnapshot) => ({
    ...snapshot,
    clauses: snapshot.clauses.map(({ hard, disclosure, text, condition }) => ({
      ...{ hard, disclosure, text, condition },
    })),
  });
  return diffFields(shown(before), shown(after), SHAPE);
}
