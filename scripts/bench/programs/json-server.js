// json-server as its own command starts it, but on the loopback address and a free port, and without watching its
// file: json-server.js NODE_MODULES DATABASE
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , modules, file] = process.argv;
const load = (path) => import(pathToFileURL(join(modules, path)).href);

const { createApp } = await load('json-server/lib/app.js');
const { Low } = await load('lowdb/lib/index.js');
const { JSONFile } = await load('lowdb/lib/node.js');
const db = new Low(new JSONFile(file), {});
await db.read();
const server = createApp(db, { logger: false, static: [] }).listen(
  0,
  () => console.log(`http://127.0.0.1:${server.address().port}/events`),
  '127.0.0.1',
);
