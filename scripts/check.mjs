/*
 * node scripts/check.mjs: format, lint, types, boundaries, dead code; all of them, even when one fails.
 * Only what an old Node can read stands here; the rest is imported when it is known to be new enough.
 */
import { requireNode } from './node-version.mjs';

requireNode();
import('./run-checks.mjs').then(({ runChecks }) => runChecks());
