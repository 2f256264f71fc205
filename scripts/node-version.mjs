/*
 * Read before anything else, perhaps by a Node that is too old for the rest: so no import, and no syntax that is
 * younger than ES modules.
 */

/** The oldest Node that works; package.json says the same under "engines". */
export const OLDEST_NODE = '20.19.0';

/**
 * Tells whether a Node is too old.
 * @param {string} version such as process.versions.node
 * @returns {string | null} one line that says so in both languages, or null when the version will do
 */
export function tooOldMessage(version) {
  var found = version.split('.').map(Number);
  var oldest = OLDEST_NODE.split('.').map(Number);
  for (var i = 0; i < oldest.length; i += 1) {
    if (found[i] > oldest[i]) return null;
    if (!(found[i] >= oldest[i])) {
      return (
        '需要 Node.js ' +
        OLDEST_NODE +
        ' 或更高版本，当前为 ' +
        version +
        '，请先升级。' +
        ' / Gonglian needs Node.js ' +
        OLDEST_NODE +
        ' or newer; this is ' +
        version +
        '.'
      );
    }
  }
  return null;
}

/** Ends the process with that one line when its Node is too old. */
export function requireNode() {
  var message = tooOldMessage(process.versions.node);
  if (message === null) return;
  console.error(message);
  process.exit(1);
}
