// Writes into the page about the packages what is installed: `npm run packages`. The reasons there are a person's.
import { readFileSync, writeFileSync } from 'node:fs';
import { readLock } from './packages/lock.ts';
import { DEPENDENCY_PAGE, dependencyPage } from './packages/page.ts';

const [page, bundle] = [DEPENDENCY_PAGE, 'dist/cli.js'].map((file) => readFileSync(file, 'utf8'));
writeFileSync(DEPENDENCY_PAGE, dependencyPage(page!, readLock(), bundle!));
console.log(`wrote ${DEPENDENCY_PAGE}`);
