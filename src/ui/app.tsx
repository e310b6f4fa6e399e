import { useInput, useStdin, useStdout } from 'ink';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { safe } from '../safe-text.ts';
import { asDrawn } from './as-drawn.ts';
import { Lines } from './components/lines.tsx';
import { decodeKeys } from './decode-keys.ts';
import { type Frame, focusOf, makeFrame } from './frame.ts';
import { bindingFor, type Command } from './keys.ts';
import type { MouseReport } from './part-input.ts';
import { isWriting, onPaste, type Writing } from './paste-into.ts';
import { answerQuestion, perform, runAction } from './perform.ts';
import { pictureOf } from './picture.ts';
import { wishOf } from './point.ts';
import { reducePointing } from './pointer-state.ts';
import { paceSearches } from './search-pacing.ts';
import { editText } from './search-text.ts';
import type { TimelineServices } from './services.ts';
import { settle } from './stand-in.ts';
import { reduce } from './state.ts';
import { initialState, type Message, queryOf, type TimelineState } from './timeline-state.ts';
import { viewOf } from './view-of.ts';

/** How long the status line says what was done, in milliseconds. */
const STATUS_MS = 3000;
const NO_LONGER_SHOWN = safe`what was selected is no longer shown: nothing was done`;

/** The whole screen: one state, one frame, one handler of keys. */
export function App({ services }: { services: TimelineServices }) {
  const { feed } = services;
  useSyncExternalStore(feed.subscribe, feed.version);
  const { columns, rows } = useScreenSize();
  // Kept in a ref and not in React's hands: keys that arrive together each act on what the one before did.
  const stateRef = useRef(initialState);
  const [, draw] = useState(0);
  const drawnRef = useRef<Drawn>(undefined);
  // What a person points at and acts on is what is on the screen, unless another key came in between.
  const shownRef = useRef<{ frame: Frame; deeds: number }>(undefined);
  const deedsRef = useRef(0);
  const [searches] = useState(() => paceSearches(search));
  useEffect(() => searches.cancel, [searches]);

  function search(): void {
    feed.show(queryOf(stateRef.current), services.now());
    draw((count) => count + 1);
  }

  function dispatch(message: Message): void {
    become(reduce(stateRef.current, message));
  }

  function become(state: TimelineState): void {
    const before = queryOf(stateRef.current);
    stateRef.current = state;
    deedsRef.current += 1;
    const query = queryOf(stateRef.current);
    if (query !== before && state.focus === 'search') searches.later();
    else if (query !== before) {
      searches.cancel();
      feed.show(query, services.now());
    }
    feed.setApart(stateRef.current.apart);
    draw((count) => count + 1);
  }

  /** What is drawn is also what a key acts on, as long as nothing has happened since. */
  function currentFrame(): Frame {
    stateRef.current = settle(stateRef.current, feed);
    const made: Omit<Drawn, 'frame'> = { state: stateRef.current, changes: feed.changes, columns, rows };
    const drawn = drawnRef.current;
    if (drawn && isSame(drawn, made)) return drawn.frame;
    const frame = makeFrame(made.state, services, columns, rows);
    drawnRef.current = { ...made, frame };
    return frame;
  }

  function textIn(focus: Writing): string {
    return focus === 'help' ? stateRef.current.help.text : stateRef.current[focus];
  }

  function onKey(key: string): void {
    const focus = focusOf(stateRef.current, services);
    const text = isWriting(focus) ? editText(textIn(focus), key) : undefined;
    if (isWriting(focus) && text !== undefined) {
      dispatch({ type: focus, text });
      return;
    }
    // Whatever acts on what is shown acts on what was written.
    searches.settle();
    const frame = currentFrame();
    const { question } = stateRef.current;
    const binding = bindingFor(key, focus, services.keys);
    if (question && binding?.command !== 'interrupt' && binding?.command !== 'suspend') {
      answerQuestion(key, question, services, dispatch);
      return;
    }
    if (binding) give(binding.command, key, frame);
  }

  function give(command: Command, key: string, frame: Frame): void {
    const found = command === 'runFound' ? frame.help?.runs : undefined;
    if (command === 'runFound' && found === undefined) return;
    const shown = shownRef.current;
    const meant = shown?.deeds === deedsRef.current ? asDrawn(frame, shown.frame, feed.index) : frame;
    if (frame.row && !meant.row && (command === 'ack' || command === 'dismiss')) {
      dispatch({ type: 'status', status: { ok: false, text: NO_LONGER_SHOWN } });
      return;
    }
    dispatch({ type: 'command', command, view: viewOf(frame, feed, services.now()) });
    if (found !== undefined) onKey(found);
    else perform(command, key, meant, stateRef.current, services, dispatch);
  }

  function onMouse(report: MouseReport): void {
    const shown = shownRef.current?.frame;
    if (!services.mouse.on || !shown) return;
    searches.settle();
    const frame = currentFrame();
    const wish = wishOf(report, shown, frame);
    if (wish?.kind === 'key') onKey(wish.key);
    if (wish?.kind === 'command') give(wish.command, '', frame);
    if (wish?.kind === 'action') runAction(wish.action, services, dispatch);
    if (wish?.kind === 'pointing')
      become(reducePointing(stateRef.current, wish.pointing, viewOf(frame, feed, services.now())));
  }

  useInput((input, key) => {
    for (const name of decodeKeys(input, key)) onKey(name);
  });

  function paste(pasted: string): void {
    const focus = focusOf(stateRef.current, services);
    dispatch(onPaste(pasted, focus, isWriting(focus) ? textIn(focus) : '', services.keys));
  }

  const { stdin } = useStdin();
  useEffect(() => {
    stdin.on('mouse', onMouse);
    stdin.on('paste', paste);
    return () => {
      stdin.off('mouse', onMouse);
      stdin.off('paste', paste);
    };
  });

  const { status } = stateRef.current;
  useEffect(() => {
    if (!status) return;
    const timer = setTimeout(() => {
      stateRef.current = reduce(stateRef.current, { type: 'status', status: undefined });
      draw((count) => count + 1);
    }, STATUS_MS);
    return () => clearTimeout(timer);
  }, [status]);

  const frame = currentFrame();
  shownRef.current = { frame, deeds: deedsRef.current };
  const lines = pictureOf(frame, columns, rows);
  return <Lines lines={lines} width={columns} height={rows} />;
}

/** A frame and all that it was made from. */
interface Drawn {
  frame: Frame;
  state: TimelineState;
  changes: number;
  columns: number;
  rows: number;
}

function isSame(a: Omit<Drawn, 'frame'>, b: Omit<Drawn, 'frame'>): boolean {
  return a.state === b.state && a.changes === b.changes && a.columns === b.columns && a.rows === b.rows;
}

function useScreenSize(): { columns: number; rows: number } {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const onResize = () => setSize(sizeOf(stdout));
    stdout.on('resize', onResize);
    return () => {
      stdout.off('resize', onResize);
    };
  }, [stdout]);
  return size;
}

function sizeOf({ columns, rows }: { columns?: number; rows?: number }): { columns: number; rows: number } {
  return { columns: columns ?? 80, rows: rows ?? 24 };
}
