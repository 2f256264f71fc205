import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { describeError } from './logger.js';

describe('describeError', () => {
  it('tells what happened and none of the values of the statement', () => {
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(a@b.example)',
    });
    const error = new QueryFailedError(
      'INSERT INTO user_account …',
      ['a@b.example', 'the hash'],
      driverError,
    );
    const described = describeError(new Error('outer', { cause: error }));
    expect(described).toMatchObject({ message: 'outer', cause: { message: 'duplicate key', code: '23505' } });
    expect(JSON.stringify(described)).not.toMatch(/a@b\.example|the hash/);
  });
});
