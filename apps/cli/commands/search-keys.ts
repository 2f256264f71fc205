import { loadConfig, loadKeyMaking } from '#libs/config';
import { type MadeMeiliKey, type MeiliKeyInfo, MeiliKeys } from '#libs/search';

export const SEARCH_KEY_VERBS = ['make', 'rotate', 'list'] as const;

export interface SearchKeyOptions {
  readonly days: number;
  readonly finish: boolean;
  readonly json: boolean;
}

/** Where each key belongs. */
const PLACES = { search: 'API', write: 'worker, cli' } as const;

/**
 * `cli search-keys`: makes, rotates or lists the platform's keys to Meilisearch. The master key comes from MEILI_MASTER_KEY, is used for
 * this and printed nowhere; a new key is printed once.
 * @param options.finish of `rotate`: deletes the older keys
 */
export async function searchKeys(
  verb: (typeof SEARCH_KEY_VERBS)[number],
  { days, finish, json }: SearchKeyOptions,
): Promise<void> {
  const keys = new MeiliKeys(loadKeyMaking(), loadConfig().meili.prefix);
  const [title, found] = await act(keys, verb, days, finish);
  print(found, json, title);
}

async function act(
  keys: MeiliKeys,
  verb: (typeof SEARCH_KEY_VERBS)[number],
  days: number,
  finish: boolean,
): Promise<readonly [string, readonly (MeiliKeyInfo | MadeMeiliKey)[]]> {
  if (verb === 'list') return ['现有密钥 / keys', await keys.list()];
  if (verb === 'make') return ['新密钥，只显示一次 / new keys, shown once', await keys.make(days)];
  if (finish) return ['已删除 / deleted', await keys.finish()];
  const title =
    '新密钥，只显示一次；全部进程换用后执行 search-keys rotate --finish / ' +
    'new keys, shown once; when every process has them: search-keys rotate --finish';
  return [title, await keys.rotate(days)];
}

function print(keys: readonly (MeiliKeyInfo | MadeMeiliKey)[], json: boolean, title: string): void {
  if (json) {
    console.log(JSON.stringify(keys));
    return;
  }
  console.log(title);
  for (const key of keys) {
    const { role, uid, indexes, expiresAt } = key;
    console.log(
      `  ${role} (${PLACES[role]})  ${uid}  ${indexes.join(', ')}  有效期至 / until ${expiresAt ?? '-'}`,
    );
    if ('key' in key) console.log(`    MEILI_API_KEY=${key.key}`);
  }
}
