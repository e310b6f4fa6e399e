// Writes the page about the keys from the key table: `npm run keys`.
import { writeFileSync } from 'node:fs';
import { KEY_PAGE, keyPage } from './key-page.ts';

writeFileSync(KEY_PAGE, keyPage());
console.log(`wrote ${KEY_PAGE}`);
