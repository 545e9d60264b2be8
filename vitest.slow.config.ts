import { defineConfig } from 'vitest/config';

/** npm run test:slow: what takes minutes, or measures processor time, which a loaded machine would falsify. One at a time. */
export default defineConfig({
  test: {
    globalSetup: 'scripts/test-setup.ts',
    include: ['test/**/*.slow.ts', 'bench/**/*.slow.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
});
