import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Parts of package.json that decide what gets installed; a new script in it is no reason to install again. */
const INSTALLING = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'allowScripts',
];

/** Folders whose files are compiled or copied to dist/ (the example client and the soak tests are run from there), and single files that the build depends on. */
const SOURCE_FOLDERS = ['apps', 'libs', 'test/example', 'test/soak'];
const SOURCE_FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Its files are compiled when the sources name them. */
const SUPPORT_FOLDER = 'test/support';

/** Stamp of what npm should have installed here. */
export function installStamp(root) {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  hash.update(JSON.stringify(INSTALLING.map((key) => about[key] ?? null)));
  hash.update([process.versions.node.split('.')[0], process.platform, process.arch].join());
  return hash.digest('hex');
}

/**
 * Tells whether node_modules holds what the lock file asks for on this machine, by npm's own record of what it
 * installed. So an `npm ci` that somebody ran by hand is not repeated.
 * @param {{ packages?: Record<string, any> }} lock package-lock.json
 * @param {{ packages?: Record<string, any> } | null} installed node_modules/.package-lock.json
 */
export function isInstalled(lock, installed, { platform, arch } = process) {
  if (!installed?.packages) return false;
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const found = installed.packages[path];
    if (found !== undefined) return found.version === wanted.version;
    if (!wanted.optional && !wanted.devOptional) return wanted.peer === true;
    const forHere = wanted.os?.includes(platform) && wanted.cpu?.includes(arch) && wanted.libc === undefined;
    return !forHere;
  });
}

/**
 * The sources of the build and a hash over them. Contents, not times: git gives every file of a checkout a new time.
 * @returns {{ hash: string, files: string[] }} files are relative, with `/`
 */
export function sourceStamp(root) {
  const files = SOURCE_FOLDERS.flatMap((folder) => filesBelow(root, folder)).sort();
  const hash = createHash('sha256');
  for (const file of [...SOURCE_FILES, ...filesBelow(root, SUPPORT_FOLDER), ...files]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return { hash: hash.digest('hex'), files };
}

/** Where the build puts a source file, relative to the root. */
export function outputOf(file) {
  return `dist/${file.replace(/\.ts$/, '.js')}`;
}

/** JSON of a file, or null when there is none that can be read. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() && !/\.(spec|d)\.ts$|\.md$|~$|^\./.test(entry.name) ? [path] : [];
  });
}
