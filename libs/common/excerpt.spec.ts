import { expect, it } from '@jest/globals';
import { excerpt } from './excerpt.js';

it.each([
  ['断路器', 3, '断路器'],
  ['断路器', 2, '断…'],
  ['ab😀c', 4, 'ab…'],
  ['ab😀cd', 5, 'ab😀…'],
])('excerpt of %s in %s characters is %s', (text, max, wanted) => {
  expect(excerpt(text, max)).toBe(wanted);
});
