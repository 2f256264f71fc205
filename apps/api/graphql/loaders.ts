import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { groupBy } from '#libs/common';
import {
  type Clause,
  type Need,
  type NeedPart,
  type NeedReview,
  NeedReviewService,
  NeedService,
} from '#libs/demand';
import {
  IdentityService,
  type Organisation,
  type OrganisationCertificate,
  type OrganisationIdentifier,
  OrganisationProfileService,
  type OrgScope,
} from '#libs/identity';
import {
  type ContactState,
  ContactService,
  type Decision,
  DecisionService,
  type MatchRun,
  MatchRunService,
  type OpportunityAnswer,
  OpportunityAnswerService,
  type Pair,
  pairKey,
  QuestionService,
  type Thread,
} from '#libs/matching';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import { type Product, ProductService } from '#libs/supply';

/** Batched reads of relation fields, one set per operation, bound to its scope. Null where the caller may not see the row. */
export interface Loaders {
  /** The reference tables, asked for once. */
  readonly reference: () => Promise<ReferenceTables>;
  readonly organisation: DataLoader<string, Organisation | null>;
  readonly identifiers: DataLoader<string, OrganisationIdentifier[]>;
  readonly titles: DataLoader<string, OrganisationCertificate[]>;
  readonly product: DataLoader<string, Product | null>;
  readonly need: DataLoader<string, Need | null>;
  readonly clauses: DataLoader<string, Clause[]>;
  readonly parts: DataLoader<string, NeedPart[]>;
  /** Null for a need of another group. */
  readonly reviews: DataLoader<string, NeedReview | null>;
  /** By need. */
  readonly latestRun: DataLoader<string, MatchRun | null>;
  readonly decisions: DataLoader<Pair, Decision[], string>;
  readonly answers: DataLoader<Pair, OpportunityAnswer[], string>;
  readonly questions: DataLoader<Pair, Thread[], string>;
  readonly contact: DataLoader<Pair, ContactState[], string>;
}

/** Runs, and what the two sides of a match said; together, as a factory takes only so many parts. */
@Injectable()
export class MatchReads {
  constructor(
    readonly runs: MatchRunService,
    readonly decisions: DecisionService,
    readonly answers: OpportunityAnswerService,
    readonly questions: QuestionService,
    readonly contacts: ContactService,
  ) {}
}

/** Makes the loaders of an operation. */
@Injectable()
export class LoaderFactory {
  constructor(
    private readonly identity: IdentityService,
    private readonly profiles: OrganisationProfileService,
    private readonly products: ProductService,
    private readonly needs: NeedService,
    private readonly needReviews: NeedReviewService,
    private readonly matching: MatchReads,
    private readonly referenceService: ReferenceService,
  ) {}

  create(scope: OrgScope): Loaders {
    let tables: Promise<ReferenceTables> | null = null;
    return {
      reference: () => (tables ??= this.referenceService.tables(scope)),
      organisation: byId((ids) => this.identity.findOrganisations(scope, ids)),
      identifiers: byOwner(
        (ids) => this.profiles.findIdentifiers(scope, ids),
        (row) => row.organisationId,
      ),
      titles: byOwner(
        (ids) => this.profiles.findCertificates(scope, ids),
        (row) => row.organisationId,
      ),
      product: byId((ids) => this.products.findMany(scope, ids)),
      need: byId((ids) => this.needs.findMany(scope, ids)),
      clauses: byOwner(
        (ids) => this.needs.findClauses(scope, ids),
        (clause) => clause.needId,
      ),
      parts: byOwner(
        (ids) => this.needs.findParts(scope, ids),
        (part) => part.needId,
      ),
      reviews: new DataLoader(async (ids) => {
        const reviews = await this.needReviews.findReviews(scope, ids);
        return ids.map((id) => reviews.get(id) ?? null);
      }),
      latestRun: new DataLoader(async (needIds) => {
        const found = await this.matching.runs.findLatest(scope, needIds);
        const runs = new Map(found.map((run) => [run.needId, run]));
        return needIds.map((id) => runs.get(id) ?? null);
      }),
      decisions: byPair((pairs) => this.matching.decisions.findFor(scope, pairs)),
      answers: byPair((pairs) => this.matching.answers.findFor(scope, pairs)),
      questions: byPair((pairs) => this.matching.questions.findFor(scope, pairs)),
      contact: byPair((pairs) => this.matching.contacts.findFor(scope, pairs)),
    };
  }
}

function byId<T extends { id: string }>(
  find: (ids: readonly string[]) => Promise<readonly T[]>,
): DataLoader<string, T | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await find(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });
}

function byOwner<T>(
  find: (ids: readonly string[]) => Promise<readonly T[]>,
  ownerOf: (row: T) => string,
): DataLoader<string, T[]> {
  return new DataLoader(async (ids) => {
    const groups = groupBy(await find(ids), ownerOf);
    return ids.map((id) => groups.get(id) ?? []);
  });
}

function byPair<T extends Pair>(
  find: (pairs: readonly Pair[]) => Promise<readonly T[]>,
): DataLoader<Pair, T[], string> {
  return new DataLoader(
    async (pairs) => {
      const groups = groupBy(await find(pairs), pairKey);
      return pairs.map((pair) => groups.get(pairKey(pair)) ?? []);
    },
    { cacheKeyFn: pairKey },
  );
}
