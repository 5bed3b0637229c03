/** What the keys of a chord are, for those who judge calls rather than carry them out. */
export { chordNames } from '../desktop/keynames.ts';
