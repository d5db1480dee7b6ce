import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.CALLCENTER_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  // The server replaces this word by a fresh nonce in every answer that carries index.html.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist',
    // The content security policy allows no `data:` source: every asset stays a hashed file.
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: { '/api': { target: server, ws: true, changeOrigin: false } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/shared/test-setup.ts'],
    restoreMocks: true,
  },
});
