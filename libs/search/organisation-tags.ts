import { type Dated } from './dated.js';
import { type Tags, withAncestors } from './facets.js';

/** What is public of the organisation behind a document. */
export interface DocumentOwner {
  readonly id: string;
  readonly regionCode: string | null;
  readonly titles: readonly {
    readonly tier: string;
    readonly issuedOn: string;
    readonly expiresOn: string | null;
  }[];
}

/** Facets that a document has from its organisation: itself, its region with those above, its valid quality tiers. */
export function organisationTags(
  { id, regionCode, titles }: DocumentOwner,
  parentOf: (region: string) => string | null,
  dated: Dated,
): Tags {
  return {
    organisation: [id],
    region: regionCode === null ? [] : withAncestors(regionCode, parentOf),
    tier: titles.filter((title) => dated.holds(title.issuedOn, title.expiresOn)).map((title) => title.tier),
  };
}
