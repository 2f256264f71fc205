import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ClauseVerdict, type MatchClass } from './evaluate/index.js';

/** A kept pair of need and product with its verdicts; texts are rendered on reading. */
@Entity('match')
export class Match {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') needId: string;
  @Column('uuid') needOrganisationId: string;
  @Column('integer') needVersion: number;
  @Column('uuid') productId: string;
  @Column('uuid') productOrganisationId: string;
  @Column('integer') productVersion: number;
  @Column('text') class: MatchClass;
  @Column('double precision') score: number;
  @Column('double precision') relevance: number;
  @Column('jsonb') verdicts: readonly ClauseVerdict[];
  @Column('integer') statsNumber: number;
  @Column('text') rulesVersion: string;
  @Column('uuid') runId: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
