import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Facets, numbers and parameters of search documents, terms for suggestions; what belongs to a suspended organisation is read by
 * nobody else.
 */
export class Search1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [DOCUMENT, PARAMETER, TERM, GRANTS, SUSPENDED]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

/**
 * `tags` are the facets, `name:value`; one GIN index over terms and tags, for each kind,
 * answers words and filters together. `basis` names what the
 * document was made with (segmentation, dictionary, reference tables) and `fresh_until` the last day on which what it says of dated
 * certificates holds: documents past either are made again. The old ones are, at the next start of a worker.
 */
const DOCUMENT = `
ALTER TABLE search_document
  ADD organisation_id uuid,
  ADD title_key text COLLATE "C" NOT NULL DEFAULT '',
  ADD tags text[] NOT NULL DEFAULT '{}',
  ADD published_at timestamptz NOT NULL DEFAULT 'epoch',
  ADD price_low bigint,
  ADD price_high bigint,
  ADD currency text,
  ADD price_per text,
  ADD lead_time_days integer,
  ADD deadline timestamptz,
  ADD basis text NOT NULL DEFAULT '',
  ADD fresh_until date;
-- With the default of 100 a rare word is taken for a hundred times as frequent, and the planner walks the table for it.
ALTER TABLE search_document ALTER terms SET STATISTICS 500, ALTER tags SET STATISTICS 500;
DROP INDEX search_document_terms_idx;
CREATE INDEX search_document_product_idx ON search_document USING gin (terms, tags) WITH (fastupdate = off) WHERE kind = 'product';
CREATE INDEX search_document_need_idx ON search_document USING gin (terms, tags) WITH (fastupdate = off) WHERE kind = 'need';
CREATE INDEX search_document_newest_idx ON search_document (kind, published_at DESC, id);
CREATE INDEX search_document_title_idx ON search_document (kind, title_key, id);
`;

/**
 * What a document states of a parameter of the dictionary, in its base unit. \`at_least\` is the number that a lower bound is compared
 * with, \`at_most\` the one for an upper bound; null where what is stated can never meet such a bound.
 */
const PARAMETER = `
CREATE TABLE search_parameter (
  kind text NOT NULL,
  document_id uuid NOT NULL,
  code text NOT NULL,
  low numeric,
  high numeric,
  at_least numeric,
  at_most numeric,
  FOREIGN KEY (kind, document_id) REFERENCES search_document (kind, id) ON DELETE CASCADE
);
CREATE INDEX search_parameter_document_idx ON search_parameter (kind, document_id, code);
CREATE INDEX search_parameter_at_least_idx ON search_parameter (kind, code, at_least, document_id);
CREATE INDEX search_parameter_at_most_idx ON search_parameter (kind, code, at_most, document_id);
`;

/** Words of the live documents with the number of documents that hold them, for suggestions; rebuilt on schedule. */
const TERM = `
CREATE TABLE search_term (
  kind text NOT NULL,
  term text COLLATE "C" NOT NULL,
  documents integer NOT NULL,
  PRIMARY KEY (kind, term)
);
`;

const GRANTS = `
GRANT SELECT ON organisation_certificate TO gonglian_worker;
GRANT SELECT ON search_parameter, search_term TO gonglian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON search_parameter, search_term TO gonglian_worker;
`;

/**
 * Restrictive: it narrows whatever other policies allow, and stays true when those change. The sub-selects are evaluated once per
 * statement. Clauses follow their need, because their policy reads it.
 */
const SUSPENDED = `
CREATE INDEX organisation_suspended_idx ON organisation (id) WHERE status = 'suspended';
${['product', 'need']
  .map(
    (table) => `CREATE POLICY app_not_suspended ON ${table} AS RESTRICTIVE FOR SELECT TO gonglian_app
  USING (organisation_id = ANY ((SELECT gonglian.readable())::uuid[])
    OR organisation_id <> ALL (ARRAY(SELECT id FROM organisation WHERE status = 'suspended')));`,
  )
  .join('\n')}
`;

const DOWN = `
DROP POLICY app_not_suspended ON product;
DROP POLICY app_not_suspended ON need;
DROP INDEX organisation_suspended_idx;
REVOKE SELECT ON organisation_certificate FROM gonglian_worker;
DROP TABLE search_term, search_parameter;
DROP INDEX search_document_product_idx, search_document_need_idx, search_document_newest_idx, search_document_title_idx;
ALTER TABLE search_document DROP organisation_id, DROP title_key, DROP tags, DROP published_at, DROP price_low, DROP price_high,
  DROP currency, DROP price_per, DROP lead_time_days, DROP deadline, DROP basis, DROP fresh_until;
ALTER TABLE search_document ALTER terms SET STATISTICS DEFAULT;
CREATE INDEX search_document_terms_idx ON search_document USING gin (terms);
`;
