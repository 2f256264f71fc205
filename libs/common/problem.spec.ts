import { describe, expect, it } from '@jest/globals';
import { renderText } from './errors.js';
import { invalidInput, isProblem, notFound, Problem, wrongState } from './problem.js';

describe('problems', () => {
  it('counts the faults of an input and keeps them in order', () => {
    const issue = (path: string) => ({ path, code: 'X', text: { zh: '错', en: 'bad' } });
    const problem = invalidInput([issue('a'), issue('b.0')]);
    expect(problem).toMatchObject({ kind: 'invalid_input', code: 'INVALID_INPUT', params: { count: 2 } });
    expect(problem.issues.map((one) => one.path)).toEqual(['a', 'b.0']);
    expect(renderText(problem.text, 'zh', problem.params)).toBe('输入有 2 处错误');
    expect(renderText(problem.text, 'en', problem.params)).toBe('2 fault(s) in the input');
  });

  it('not found names the id and nothing else', () => {
    const problem = notFound('42');
    expect(problem).toMatchObject({ kind: 'not_found', code: 'NOT_FOUND', params: { id: '42' }, issues: [] });
    expect(renderText(problem.text, 'zh', problem.params)).toBe('未找到：42');
  });

  it('wrong state carries its own code, text and params', () => {
    const text = { zh: '状态 {s}', en: 'state {s}' };
    expect(wrongState('NEED_STATE', text, { s: 'open' })).toEqual(
      new Problem('wrong_state', 'NEED_STATE', text, { s: 'open' }, []),
    );
    expect(wrongState('NEED_STATE', text).params).toEqual({});
  });

  it('are told from anything else by class, not by shape', () => {
    expect(isProblem(notFound('x'))).toBe(true);
    for (const other of [null, undefined, 'x', new Error('x'), { ...notFound('x') }])
      expect(isProblem(other)).toBe(false);
  });
});
