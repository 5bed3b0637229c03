/**
 * One event of a VNC client's keyboard or pointer (RFC 6143, 7.5.4 and 7.5.5): a key by its X keysym goes down or up; the
 * pointer is at a point of the display with these buttons down (bit 0 is the left one, bits 3 to 6 are the wheel).
 */
export type RemoteEvent =
  | { readonly kind: 'key'; readonly keysym: number; readonly down: boolean }
  | { readonly kind: 'pointer'; readonly x: number; readonly y: number; readonly buttons: number };
