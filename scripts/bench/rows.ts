import type { Row } from './measured.ts';
import { floodRow } from './rows/flood.ts';
import { firstHistoryRow, historyRow } from './rows/history.ts';
import { keepAliveRow, newConnectionsRow, onScreenRow, stillViewersRow, viewersRow } from './rows/ingest.ts';
import { jsonServerRow } from './rows/json-server.ts';
import { bytesRow, keyPressInkRow, keyPressRow } from './rows/keys.ts';
import { lateEventRow } from './rows/late-event.ts';
import { loopStallRow } from './rows/loop-stall.ts';
import { idleRow, memoryRow } from './rows/resources.ts';
import { scoreRow } from './rows/score.ts';
import { firstFrameRow, startRow } from './rows/start.ts';

/** Every row of the table, in its order. A row may also measure parts of the program, imported from `src/`. */
export const rows: readonly Row[] = [
  keepAliveRow,
  newConnectionsRow,
  jsonServerRow,
  onScreenRow,
  viewersRow,
  stillViewersRow,
  floodRow,
  firstFrameRow,
  historyRow,
  firstHistoryRow,
  loopStallRow,
  memoryRow,
  keyPressRow,
  keyPressInkRow,
  bytesRow,
  lateEventRow,
  scoreRow,
  startRow,
  idleRow,
];
