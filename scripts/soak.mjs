/*
 * node scripts/soak.mjs <command> [args…]: prepares the checkout, then runs a long test of test/soak.
 * Only what an old Node can read stands here; the rest is imported when it is known to be new enough.
 */
import { requireNode } from './node-version.mjs';

requireNode();
import('./run-cli.mjs').then(({ runCli }) => runCli(process.argv.slice(2), 'test/soak/main.js'));
