/** The pictures of the documentation, taken from the running demo: `npx playwright test --config pictures.config.ts`. */
import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

const real = tests.projects?.find(({ name }) => name === 'real');

export default defineConfig({
  ...tests,
  testDir: 'e2e/pictures',
  outputDir: 'test-results/pictures',
  timeout: 300_000,
  expect: { timeout: 30_000 },
  projects: [
    {
      name: 'pictures',
      use: {
        ...real?.use,
        viewport: { width: 1280, height: 800 },
        trace: 'off',
        actionTimeout: 20_000,
      },
    },
  ],
  webServer: Array.isArray(tests.webServer) ? tests.webServer.slice(1) : [],
});
