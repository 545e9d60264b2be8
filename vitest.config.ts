import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'scripts/test-setup.ts',
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    // Most of the time goes into other programs (the aws CLI, moto, engines of their own), so both cores are used.
    maxWorkers: 2,
    // For what hangs; how long a test takes is not what it is about, and a busy machine is slow.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    restoreMocks: true,
  },
});
