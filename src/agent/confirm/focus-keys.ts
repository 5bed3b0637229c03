import type { Observation } from '../../actions/observation.ts';
import { isTextField } from './focus.ts';
import type { Focus } from './focus.ts';

/** Where the focus is once a chord is pressed; `names` are canonical. */
export function focusAfterKeys(names: readonly string[], focus: Focus, seen: Observation | undefined): Focus {
  const key = names.at(-1) ?? '';
  const chord = chordOf(names);
  if (BAR_CHORDS.has(chord)) return { on: 'bar', text: '' };
  if (SEARCH_CHORDS.has(chord)) return { on: 'bar', text: undefined };
  if (focus.on === 'bar') return inBar(chord, focus);
  if (key === 'Tab') return { on: 'unknown' };
  if (EDITS.has(chord)) return focus;
  if (/^(Return|KP_Enter)$/.test(key)) return focusAfterEnter(focus);
  const isPlain = !/ctrl|alt|super/.test(chord) && key !== 'Escape' && !/^F\d/.test(key);
  const types = Array.from(key).length === 1;
  return isPlain && (types || isTextField(focus, seen)) ? focus : { on: 'unknown' };
}

/** Where the focus is after Enter: a field keeps it, the address bar gives it to the page. */
export function focusAfterEnter(focus: Focus): Focus {
  return focus.on === 'bar' || focus.on === 'unknown' ? { on: 'unknown' } : focus;
}

function inBar(chord: string, focus: Extract<Focus, { on: 'bar' }>): Focus {
  if (/(^|\+)(Tab|F6|Return|KP_Enter)$/.test(chord)) return { on: 'unknown' };
  const typesOne = Array.from(chord).length === 1 && focus.text !== undefined;
  // Whatever else is pressed may take a suggestion, move the caret or paste.
  return { ...focus, text: typesOne ? focus.text + chord : undefined };
}

/** A chord in one spelling: modifiers in order, then the key; `names` are canonical. */
export function chordOf(names: readonly string[]): string {
  const key = names.at(-1) ?? '';
  const held = names.slice(0, -1);
  const has = (name: RegExp): boolean => held.some((each) => name.test(each));
  return [
    ...(has(/^Control_/) ? ['ctrl'] : []),
    ...(has(/^Alt_/) ? ['alt'] : []),
    ...(has(/^Super_/) ? ['super'] : []),
    ...(has(/^Shift_/) && (key.length > 1 || has(/^(Control|Alt)_/)) ? ['shift'] : []),
    key,
  ].join('+');
}

/** Chords that put the focus into Chromium's address bar, its text selected or none there. */
const BAR_CHORDS = new Set(['ctrl+l', 'alt+d', 'F6', 'ctrl+t', 'ctrl+n']);
/** Chords that begin a search there. */
const SEARCH_CHORDS = new Set(['ctrl+k', 'ctrl+e']);
/** Chords that only edit text. */
const EDITS = new Set(['ctrl+a', 'ctrl+c', 'ctrl+x', 'ctrl+v', 'ctrl+z', 'ctrl+y']);
