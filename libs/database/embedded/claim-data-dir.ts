import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { BootError } from '#libs/common';
import { tryLock } from './folder-lock.js';

/** A data folder that no other start of this checkout uses while this process lives. */
export interface ClaimedDataDir {
  readonly dir: string;
  /** True when another start runs beside this one, so that this is not the usual folder with the usual data. */
  readonly shared: boolean;
  release(): Promise<void>;
}

/** More starts than this side by side in one checkout are a mistake somewhere else. */
const MAX_SIDE_BY_SIDE = 32;

/**
 * Claims `<base>/default`, or `<base>/default-2` and so on when other living processes have claimed the ones before.
 * A claim ends with {@link ClaimedDataDir.release} or with the death of the process.
 * @param base folder of the checkout's data, made when missing
 */
export async function claimDataDir(base: string): Promise<ClaimedDataDir> {
  for (let n = 1; n <= MAX_SIDE_BY_SIDE; n += 1) {
    const dir = join(base, n === 1 ? 'default' : `default-${n}`);
    const lock = await tryLock(`${dir}.lock`);
    if (lock === null) continue;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return { dir, shared: n > 1, release: () => lock.release() };
  }
  throw new BootError(
    `All ${MAX_SIDE_BY_SIDE} data folders in ${base} are in use, or their *.lock folders belong to another user.`,
  );
}
