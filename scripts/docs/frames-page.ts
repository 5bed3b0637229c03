import type { Size } from '../../src/base/geometry.ts';
import { frameSizeFor, READABLE_SCALE } from '../../src/models/frame-size.ts';
import type { ModelProfile } from '../../src/models/registry-schema.ts';
import { imageTokens } from '../../src/models/tokens.ts';
import { code, table } from './markdown.ts';

/** The displays that the page tells of: the default one, a small and a large one. */
const DISPLAYS: readonly Size[] = [
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
];

/** What a frame of the desktop costs for each model that sees pictures, by the rules of the registry. */
export function framesPage(models: readonly ModelProfile[]): string {
  const seeing = models.filter(({ images }) => images);
  const sections = DISPLAYS.map(
    (display) => `## A display of ${sizeText(display)}

${table(
  ['model', 'frame', 'tokens', 'tokens at full size', 'USD for 1000 frames'],
  seeing.map((model) => row(model, display)),
)}`,
  );
  return `# What a frame costs

Each step of a run shows the model one frame, made as large as the fewest tokens allow.

A provider counts a picture by tiles or patches, so its price goes up in steps: a few pixels less can save a whole row of tiles, and
pixels within a tile are free. A run therefore scales its frames to the size that costs the fewest tokens, takes the largest of those, and never
goes below ${READABLE_SCALE * 100} % of the display: letters of 12 pixels are then 9 pixels high, and can still be told apart. Coordinates are scaled
back, refs need none, and the action \`zoom\` shows any part at full resolution. Other ways in (HTTP, MCP, the dialects) get the size
that they ask for.

To keep frames at full size for a model, give it \`imageTokens: { kind: flat, tokens: N }\` in [a registry of your own](models.md).

${sections.join('\n')}
Tokens are by the rule in the registry, which is an estimate where its maker publishes none; what is billed is what the provider counts.
Prices are those of the first tier, not cached.
`;
}

function row(model: ModelProfile, display: Size): string[] {
  const frame = frameSizeFor(model, display);
  const tokens = imageTokens(model, frame);
  const price = model.tiers[0]?.input ?? 0;
  return [
    code(model.id),
    sizeText(frame),
    String(tokens),
    String(imageTokens(model, display)),
    ((tokens * price * 1000) / 1e6).toFixed(3),
  ];
}

function sizeText({ width, height }: Size): string {
  return `${width}×${height}`;
}
