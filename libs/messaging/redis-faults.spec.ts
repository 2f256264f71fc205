import { describe, expect, it } from '@jest/globals';
import { BootError } from '#libs/common';
import { StoreAwayError, StoreRefusesError } from './job-backend.js';
import { faultOfRedis, readRedisInfo, storeFaultOf } from './redis-faults.js';

const REDIS =
  '# Server\r\nredis_version:7.0.15\r\nrun_id:ab12\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n';
const VALKEY = 'redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.0\r\nrun_id:ab12\r\n';

describe('what Redis tells of itself', () => {
  it('is read from INFO', () => {
    expect(readRedisInfo(REDIS)).toEqual({ version: '7.0.15', runId: 'ab12', policy: 'noeviction' });
    expect(readRedisInfo(VALKEY)).toEqual({ version: '7.2.4', runId: 'ab12', policy: '' });
    expect(readRedisInfo('')).toEqual({ version: '', runId: '', policy: '' });
  });

  it('must be a version from 7 on, without eviction', () => {
    const with_ = (version: string, policy = 'noeviction') => faultOfRedis({ version, policy, runId: 'x' });
    for (const version of ['7.0.0', '7.2.4', '8.0.1', '10.1']) expect(with_(version)).toBeNull();
    for (const version of ['6.2.14', '5.0.14', '', 'unknown']) {
      expect(with_(version)).toBeInstanceOf(BootError);
      expect(with_(version)?.message).toMatch(/版本须为 7 .* must be of version 7/);
    }
    for (const policy of ['allkeys-lru', 'volatile-ttl', '']) {
      expect(with_('7.0.15', policy)).toBeInstanceOf(BootError);
      expect(with_('7.0.15', policy)?.message).toMatch(/noeviction.*must be noeviction/);
    }
  });
});

describe('a failure', () => {
  it.each([
    'NOAUTH Authentication required.',
    'WRONGPASS invalid username-password pair or user is disabled.',
    "NOPERM this user has no permissions to run the 'info' command",
    'ERR invalid password',
    'ERR DB index is out of range',
  ])('needs another REDIS_URL: %s', (message) => {
    expect(storeFaultOf(new Error(message))).toBeInstanceOf(BootError);
  });

  it.each([
    "OOM command not allowed when used memory > 'maxmemory'.",
    "READONLY You can't write against a read only replica.",
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
  ])('refuses writes: %s', (message) => {
    const fault = storeFaultOf(new Error(message));
    expect(fault).toBeInstanceOf(StoreRefusesError);
    expect(fault.message).toContain(message);
  });

  it.each([
    'connect ECONNREFUSED 127.0.0.1:6379',
    'Command timed out',
    'Connection is closed.',
    'LOADING Redis is loading the dataset in memory',
    '',
  ])('passes: %s', (message) => {
    const fault = storeFaultOf(new Error(message));
    expect(fault).toBeInstanceOf(StoreAwayError);
    expect(fault).not.toBeInstanceOf(StoreRefusesError);
  });

  it('keeps what it is, tells each address of a name, and never takes over properties', () => {
    const known = new StoreAwayError('away');
    expect(storeFaultOf(known)).toBe(known);
    const both = new AggregateError([new Error('ECONNREFUSED ::1'), new Error('ECONNREFUSED 127.0.0.1')]);
    expect(storeFaultOf(both).message).toContain('ECONNREFUSED ::1; ECONNREFUSED 127.0.0.1');
    const login = Object.assign(new Error('WRONGPASS no'), { command: { name: 'auth', args: ['hunter7'] } });
    const fault = storeFaultOf(login);
    expect(JSON.stringify({ ...fault, message: fault.message, cause: fault.cause })).not.toContain('hunter7');
  });
});
