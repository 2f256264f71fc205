import { Column, Entity } from 'typeorm';
import { PairRow, type Side } from './pair.js';

/** A question of one side to the other on a match, on one clause when that is given. */
@Entity('match_question')
export class MatchQuestion extends PairRow {
  /** Who asks. */
  @Column('text') side: Side;
  @Column('uuid', { nullable: true }) clauseId: string | null;
  @Column('text') text: string;
}

/** A reply to a question, of either side: the thread goes on. */
@Entity('match_reply')
export class MatchReply extends PairRow {
  @Column('uuid') questionId: string;
  @Column('text') side: Side;
  @Column('text') text: string;
}
