const ESC = '\u001B';

/**
 * Undoes what {@link Screen} sets, and what its neighbours on a terminal do, of which nobody knows any more what was set.
 * On a terminal that is in order it changes nothing, and the cursor stays where it is.
 */
export const RESET = [
  // What is held back is shown, and a character set for drawing is left.
  `${ESC}[?2026l`,
  `${ESC}(B\u000F`,
  // The mouse in all its forms, focus, marks of pastes.
  ...[1000, 1002, 1003, 1004, 1005, 1006, 1015, 2004].map((mode) => `${ESC}[?${mode}l`),
  // Keypad and arrow keys as digits and arrows; no inserting.
  `${ESC}>${ESC}[?1l${ESC}[4l`,
  // No link, no colours.
  `${ESC}]8;;${ESC}\\${ESC}[0m`,
  // To set the scroll region moves the cursor; so does leaving the alternate screen for a terminal that is not on it, to
  // where it was kept last.
  `${ESC}7${ESC}[r${ESC}8`,
  `${ESC}[?7h${ESC}[?25h${ESC}[?1049l`,
  // The title that the terminal was asked to keep.
  `${ESC}[23;0t`,
].join('');
