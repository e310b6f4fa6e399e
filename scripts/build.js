// Bundles the program into one ESM file. Ink's first frame dominates start-up, and a bundle halves it;
// clipboardy and open stay outside because they find their helper programs beside themselves, diff because one command
// alone needs it.
import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

// The benchmarks bundle what they compare with in the same way.
const [entry = 'src/cli.tsx', outfile = 'dist/cli.js'] = process.argv.slice(2);

// Ink loads its bridge to React's developer tools where the environment has DEV=true: it opens a web socket, and ends the
// program where they are not installed. Many shells have that variable for reasons of their own.
const withoutDevtools = {
  name: 'without-devtools',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/devtools\.js$/ }, ({ importer }) =>
      /[\\/]ink[\\/]build[\\/]/.test(importer)
        ? { path: fileURLToPath(new URL('empty.json', import.meta.url)) }
        : undefined,
    );
  },
};

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  jsx: 'automatic',
  external: ['clipboardy', 'diff', 'open'],
  // React's development build leaks performance marks in a process that lives for weeks.
  define: {
    'process.env.NODE_ENV': '"production"',
    TEMPO_TUI_VERSION: JSON.stringify(version),
    TEMPO_TUI_NODE: JSON.stringify(engines.node),
  },
  plugins: [withoutDevtools],
  banner: {
    js: [
      '#!/usr/bin/env node',
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
    ].join('\n'),
  },
  logLevel: 'warning',
});
await chmod(outfile, 0o755);
