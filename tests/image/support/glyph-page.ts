/** Draws a text and the glyph for "no such character" on canvases, and says in its title which differ: tofu is equal to tofu. */
export const GLYPH_PAGE = (
  samples: Record<string, string>,
) => `<title>wait</title><body style="font:40px sans-serif">${Object.values(samples).join(' ')}<script>
  const draw = (text) => { const c = new OffscreenCanvas(60, 60), x = c.getContext('2d'); x.font = '40px sans-serif'; x.fillText(text, 5, 45);
    return x.getImageData(0, 0, 60, 60).data };
  const tofu = draw('\\u{10FFFD}').join();
  const colourful = (data) => data.some((v, i) => i % 4 === 0 && data[i + 3] > 0 && (v !== data[i + 1] || v !== data[i + 2]));
  const said = Object.entries(${JSON.stringify(samples)}).map(([name, text]) => { const data = draw(text);
    return name + ':' + (data.join() === tofu || !data.some(Boolean) ? 'tofu' : colourful(data) ? 'colour' : 'ink') });
  document.title = said.join(' ')</script>`;
