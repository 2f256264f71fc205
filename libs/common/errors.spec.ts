import { describe, expect, it } from '@jest/globals';
import { AppError, assertNever, BootError, messageOf, renderText } from './errors.js';

const TEXT = { zh: '{name} 有 {count} 个', en: '{count} of {name}' };

describe('renderText', () => {
  it('fills the places of the language asked for', () => {
    expect(renderText(TEXT, 'zh', { name: '电缆', count: 0 })).toBe('电缆 有 0 个');
    expect(renderText(TEXT, 'en', { name: '电缆', count: 2 })).toBe('2 of 电缆');
  });

  it('fills a place each time it stands there, and leaves one without a value', () => {
    expect(renderText({ zh: '{a}{a}{b}', en: '' }, 'zh', { a: 1 })).toBe('11{b}');
    expect(renderText(TEXT, 'en')).toBe('{count} of {name}');
    expect(renderText({ zh: '{constructor} {toString}', en: '' }, 'zh')).toBe('{constructor} {toString}');
  });

  it('takes values literally', () => {
    expect(renderText(TEXT, 'en', { name: '{count} $& $1', count: 1 })).toBe('1 of {count} $& $1');
  });
});

describe('errors', () => {
  it('AppError says its text in English and keeps code, params and cause', () => {
    const cause = new Error('below');
    const error = new AppError('TOO_MANY', TEXT, { name: 'x', count: 3 }, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AppError', code: 'TOO_MANY', message: '3 of x', cause });
    expect(renderText(error.text, 'zh', error.params)).toBe('x 有 3 个');
  });

  it('BootError has its own name', () => {
    expect(String(new BootError('wiring'))).toBe('BootError: wiring');
  });

  it('assertNever throws with the value', () => {
    expect(() => assertNever({ type: 'new' } as never)).toThrow('{"type":"new"}');
  });

  it('messageOf reads whatever was thrown', () => {
    expect([new Error('a'), 'b', 3, null, undefined].map(messageOf)).toEqual([
      'a',
      'b',
      '3',
      'null',
      'undefined',
    ]);
  });
});
