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
  if (verb === 'list') return print(await keys.list(), json, '现有密钥 / keys');
  if (verb === 'make') return print(await keys.make(days), json, '新密钥，只显示一次 / new keys, shown once');
  if (finish) return print(await keys.finish(), json, '已删除 / deleted');
  return print(
    await keys.rotate(days),
    json,
    '新密钥，只显示一次；全部进程换用后执行 search-keys rotate --finish / ' +
      'new keys, shown once; when every process has them: search-keys rotate --finish',
  );
}

function print(keys: readonly (MeiliKeyInfo | MadeMeiliKey)[], json: boolean, title: string): void {
  if (json) return console.log(JSON.stringify(keys));
  console.log(title);
  for (const key of keys) {
    const { role, uid, indexes, expiresAt } = key;
    console.log(
      `  ${role} (${PLACES[role]})  ${uid}  ${indexes.join(', ')}  有效期至 / until ${expiresAt ?? '-'}`,
    );
    if ('key' in key) console.log(`    MEILI_API_KEY=${key.key}`);
  }
}
