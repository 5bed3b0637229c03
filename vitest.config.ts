import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          setupFiles: ['tests/unit/patience.ts'],
          // A test that waits for long says at its end what for.
          testTimeout: 30_000,
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      {
        test: {
          name: 'image',
          include: ['tests/image/**/*.test.ts'],
          globalSetup: ['tests/image/support/global-setup.ts'],
          // One desktop at a time: two cores are enough for one, and a test then sees its own load only.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Vitest's own second is less than one look at a desktop may take on a busy machine.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
