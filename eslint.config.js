import tseslint from 'typescript-eslint';

/** Rules of the house that ESLint can hold; the import directions are dependency-cruiser's. */
export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', 'test/fixtures/', 'test/example/generated.ts'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            '*.js',
            'scripts/*.mjs',
            'docker/*.mjs',
            'test/support/*.js',
            'test/support/*.cjs',
            'test/example/*.mjs',
          ],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Nest modules are empty classes that carry decorators.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // GraphQL and Nest describe plain objects by classes: object literals and spreads are what they are made for.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-params': ['error', 7],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'libs/config is the only reader of the environment.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          // One transaction is one connection: parallel statements on it interleave or leave it (Vendure #1481).
          selector:
            "CallExpression[callee.property.name=/^(run|read)$/] CallExpression[callee.object.name='Promise'][callee.property.name=/^(all|allSettled|race|any)$/]",
          message: 'No Promise.all inside a unit of work: one transaction is one connection.',
        },
      ],
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  // Data, not logic.
  { files: ['apps/cli/demo/data.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['libs/config/**', 'test/**', 'scripts/**', 'docker/**', '*.cjs'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['apps/cli/**', 'scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines-per-function': 'off' },
  },
);
