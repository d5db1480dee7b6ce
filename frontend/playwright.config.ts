import { defineConfig } from '@playwright/test';
import { browser } from './e2e/chromium';
import { nextMorning } from './e2e/morning/moment';
import { MORNING_PORT, PAGE_PORT, REAL_PORT } from './e2e/ports';

const { executablePath, env } = await browser();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Two at a time, and one for each server: what shares a server’s people and campaigns takes turns.
  workers: 2,
  reporter: 'list',
  // Generous: a busy machine must not look like a defect.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env.CI,
  use: {
    locale: 'fr-FR',
    timezoneId: 'America/Guadeloupe',
    actionTimeout: 30_000,
    viewport: { width: 1366, height: 768 },
    // Somebody looks at a trace where it was made; to keep one costs every step time.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    // A microphone that hums: lines of simulated customers are recorded in the page.
    launchOptions: {
      executablePath,
      env,
      args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
    },
  },
  projects: [
    {
      // The built page alone; the tests answer its requests.
      name: 'page',
      workers: 1,
      testDir: 'e2e/page',
      use: { baseURL: `http://127.0.0.1:${PAGE_PORT}` },
    },
    {
      // Everything: database, web and vault on a fresh data directory with the demo.
      name: 'real',
      workers: 1,
      testDir: 'e2e/real',
      use: { baseURL: `http://localhost:${REAL_PORT}` },
    },
    {
      // The same at a time of day that the tests choose.
      name: 'morning',
      workers: 1,
      testDir: 'e2e/morning',
      use: { baseURL: `http://localhost:${MORNING_PORT}` },
    },
  ],
  webServer: [
    {
      command: `node e2e/page/server.mjs ${PAGE_PORT}`,
      url: `http://127.0.0.1:${PAGE_PORT}/`,
      reuseExistingServer: !process.env.CI,
    },
    {
      command: `node e2e/real/server.mjs ${REAL_PORT}`,
      url: `http://localhost:${REAL_PORT}/api/health`,
      timeout: 120_000,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
      reuseExistingServer: !process.env.CI,
    },
    {
      command: `node e2e/real/server.mjs ${MORNING_PORT} ${nextMorning().toISOString()}`,
      url: `http://localhost:${MORNING_PORT}/api/health`,
      timeout: 120_000,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
      reuseExistingServer: !process.env.CI,
    },
  ],
});
