import { type MatchCounts } from '#libs/matching';
import { type MatchCountsType } from '../types/territory.type.js';

/** Names of the classes as fields. */
export const toCounts = ({
  match,
  to_confirm: toConfirm,
  near_miss: nearMiss,
}: MatchCounts): MatchCountsType => ({ match, toConfirm, nearMiss });
