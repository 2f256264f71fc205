import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What PostgreSQL knows of the copies that Meilisearch keeps: which indexes there are, what they hold, and what they still wait for. */
export class Meilisearch1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [INDEX, CHANGE, STATE, TASK, GRANTS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE meili_task, meili_set_aside, index_state, meili_change, meili_index;
      DROP SEQUENCE meili_change_sequence;
      DELETE FROM outbox WHERE kind IN ('search.push', 'search.build', 'search.compare');`);
  }
}

/**
 * A row for each index: of a kind at most one is live and one is being built. `identity` is when Meilisearch made the index, to the
 * nanosecond: it goes with the index through a swap, and a wiped or replaced server shows another. `holder` writes to the index
 * until `held_until`, nobody else does.
 */
const INDEX = `
CREATE TABLE meili_index (
  generation integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('product', 'need')),
  uid text NOT NULL,
  settings text NOT NULL,
  identity text,
  phase text NOT NULL CHECK (phase IN ('making', 'filling', 'replaying', 'swapping', 'live', 'retired')),
  is_live boolean NOT NULL DEFAULT false CHECK (is_live = (phase = 'live')),
  filled_to uuid,
  filled integer NOT NULL DEFAULT 0,
  holder uuid,
  held_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX meili_index_live_key ON meili_index (kind) WHERE is_live;
CREATE UNIQUE INDEX meili_index_building_key ON meili_index (kind) WHERE phase IN ('making', 'filling', 'replaying', 'swapping');
`;

/**
 * Entities whose document an index does not have in its present state; each once, with the sequence of its last change. What is sent
 * is removed under the sequence that it was read with, so a change that comes meanwhile stays.
 */
const CHANGE = `
CREATE SEQUENCE meili_change_sequence;
CREATE TABLE meili_change (
  generation integer NOT NULL,
  id uuid NOT NULL,
  sequence bigint NOT NULL DEFAULT nextval('meili_change_sequence'),
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (generation, id)
);
CREATE INDEX meili_change_sequence_idx ON meili_change (generation, sequence);
`;

/** What an engine has confirmed, and documents that it refused. */
const STATE = `
CREATE TABLE index_state (
  engine text NOT NULL CHECK (engine = 'meilisearch'),
  kind text NOT NULL CHECK (kind IN ('product', 'need')),
  generation integer NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (engine, kind, generation, id)
);
CREATE TABLE meili_set_aside (
  generation integer NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  code text NOT NULL,
  error text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (generation, id)
);
`;

/** The one task of an index that is in flight. Meilisearch gives \`id\` back with the task (customMetadata). */
const TASK = `
CREATE TABLE meili_task (
  generation integer PRIMARY KEY,
  id uuid NOT NULL,
  task_uid integer,
  items jsonb NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now()
);
`;

/** Outside row-level security: ids, versions and states, nothing of any tenant. Search reads which index is live, and no more. */
const GRANTS = `
GRANT SELECT ON meili_index TO gonglian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON meili_index, meili_change, index_state, meili_set_aside, meili_task TO gonglian_worker;
GRANT USAGE ON SEQUENCE meili_change_sequence TO gonglian_worker;
`;
