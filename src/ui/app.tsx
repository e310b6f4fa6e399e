import { Box, useInput, useStdout } from 'ink';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { safe } from '../safe-text.ts';
import { Lines } from './components/lines.tsx';
import { decodeKeys } from './decode-keys.ts';
import { type Frame, makeFrame } from './frame.ts';
import { bindingFor } from './keys.ts';
import { plain, ruler } from './line.ts';
import { answerQuestion, perform } from './perform.ts';
import { editSearch } from './search-text.ts';
import type { TimelineServices } from './services.ts';
import { initialState, type Message, queryOf, reduce } from './state.ts';

/** How long the status line says what was done, in milliseconds. */
const STATUS_MS = 3000;

/** The whole screen: one state, one frame, one handler of keys. */
export function App({ services }: { services: TimelineServices }) {
  const { feed } = services;
  useSyncExternalStore(feed.subscribe, feed.version);
  const { columns, rows } = useScreenSize();
  // Kept in a ref and not in React's hands: keys that arrive together each act on what the one before did.
  const stateRef = useRef(initialState);
  const [, draw] = useState(0);

  function dispatch(message: Message): void {
    const before = queryOf(stateRef.current);
    stateRef.current = reduce(stateRef.current, message);
    const query = queryOf(stateRef.current);
    if (query !== before) feed.show(query, services.now());
    draw((count) => count + 1);
  }

  function currentFrame(): Frame {
    return makeFrame(stateRef.current, services, columns, rows);
  }

  function onKey(key: string): void {
    const frame = currentFrame();
    const { question } = stateRef.current;
    const binding = bindingFor(key, frame.focus);
    if (question && binding?.command !== 'interrupt' && binding?.command !== 'suspend') {
      answerQuestion(key, question, services, dispatch);
      return;
    }
    const edited = frame.focus === 'search' ? editSearch(stateRef.current.search, key) : undefined;
    if (edited !== undefined) {
      dispatch({ type: 'search', text: edited });
      return;
    }
    if (!binding) return;
    const { scrollMax, scrollPage, layout } = frame;
    const view = {
      index: feed.index,
      gaps: feed.source.gaps,
      arrivals: feed.shownArrivals,
      listHeight: layout.list.height,
      scrollMax,
      scrollPage,
    };
    dispatch({
      type: 'command',
      command: binding.command,
      view: { ...view, narrow: layout.kind === 'narrow' },
    });
    perform(binding.command, key, frame, stateRef.current.filter, services, dispatch);
  }

  useInput((input, key) => {
    for (const name of decodeKeys(input, key)) onKey(name);
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

  return <Screen frame={currentFrame()} columns={columns} rows={rows} />;
}

function Screen({ frame, columns, rows }: { frame: Frame; columns: number; rows: number }) {
  const { layout, head, main, side, foot } = frame;
  if (layout.kind === 'tiny') {
    const text = safe`tempo-tui needs 40×10; this is ${columns}×${rows}`;
    return <Lines lines={[plain(text)]} width={columns} height={rows} />;
  }
  const bodyHeight = rows - head.length - 1;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={head} width={columns} height={head.length} />
      {side ? (
        <Panes frame={frame} side={side} columns={columns} height={bodyHeight} />
      ) : (
        <Lines lines={main} width={columns} height={bodyHeight} />
      )}
      <Lines lines={[foot]} width={columns} height={1} />
    </Box>
  );
}

interface PanesProps {
  frame: Frame;
  side: Frame['main'];
  columns: number;
  height: number;
}

function Panes({ frame, side, columns, height }: PanesProps) {
  const { layout, main, focus } = frame;
  const { list, inspector } = layout;
  const rule = { dim: focus !== 'inspector' };
  if (layout.kind === 'tall') {
    return (
      <>
        <Lines lines={main} width={columns} height={list.height} />
        <Lines lines={[plain(ruler(columns), rule)]} width={columns} height={1} />
        <Lines lines={side} width={columns} height={inspector.height} />
      </>
    );
  }
  const bar = Array.from({ length: height }, () => plain(safe` │ `, rule));
  return (
    <Box>
      <Lines lines={main} width={list.width} height={height} />
      <Lines lines={bar} width={3} height={height} />
      <Lines lines={side} width={inspector.width} height={height} />
    </Box>
  );
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
