/** How the screen is divided; sizes in cells. */
export interface ScreenLayout {
  /** `tiny`: one line says so. `narrow`: the inspector lies over the timeline. */
  kind: 'wide' | 'tall' | 'narrow' | 'tiny';
  list: { width: number; height: number };
  inspector: { width: number; height: number };
}

/** Cells between the timeline and the inspector beside it. */
export const RULE_WIDTH = 3;
const TALL_FROM = 40;

/**
 * Divides the screen: the inspector beside the timeline, below it where the terminal is narrower and tall,
 * over it where there is no room for both.
 *
 * @param chrome lines taken by the top, the strip, the notices and the footer
 */
export function layOutScreen(columns: number, rows: number, chrome: number): ScreenLayout {
  const height = Math.max(1, rows - chrome);
  const whole = { width: columns, height };
  if (columns < 40 || rows < 10) return { kind: 'tiny', list: whole, inspector: whole };
  if (columns < 70) return { kind: 'narrow', list: whole, inspector: whole };
  if (columns < 110 && rows >= TALL_FROM) {
    const below = Math.floor(height * 0.4);
    return {
      kind: 'tall',
      list: { width: columns, height: height - below - 1 },
      inspector: { width: columns, height: below },
    };
  }
  const beside = Math.floor(columns * 0.4);
  return {
    kind: 'wide',
    list: { width: columns - beside - RULE_WIDTH, height },
    inspector: { width: beside, height },
  };
}
