import sharp from 'sharp';
import type { Size } from '../../base/geometry.ts';
import type { CalibrationScene, CalibrationTarget } from './targets.ts';

/** The colour of what is to be clicked; nothing else in the picture has it. */
export const TARGET_COLOUR = '#d6143c';

/** Draws a scene as a frame in JPEG, as the desktop's frames are. */
export async function drawScene(
  { target, others }: CalibrationScene,
  { width, height }: Size,
): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="#eef1f4"/>${others.map((other) => circle(other, '#3b6ea5')).join('')}${circle(target, TARGET_COLOUR)}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}

function circle({ label, x, y, radius }: CalibrationTarget, colour: string): string {
  const below = y + radius + 18;
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/><text x="${x}" y="${below}" font-size="14" font-family="sans-serif" text-anchor="middle" fill="#1c1e21">${label}</text>`;
}
