/** The web app: one bundle in dist/web, a chunk per screen and per dictionary, nothing from other hosts. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const product = `http://127.0.0.1:${process.env['HUIKUAN_PORT'] ?? '4200'}`;

// oxlint-disable-next-line import/no-default-export -- Vite reads the default export
export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // Inlined assets would need data: in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  // `vite` while working on the pages: they come from here, the API from a running product.
  server: { proxy: { '/api/v1': { target: product, changeOrigin: true, headers: { origin: product } } } },
});
