/*
 * node scripts/test.mjs [jest args…]: prepares the checkout, then runs Jest.
 * Only what an old Node can read stands here; the rest is imported when it is known to be new enough.
 */
import { requireNode } from './node-version.mjs';

requireNode();
import('./run-jest.mjs').then(({ runJest }) => runJest(process.argv.slice(2)));
