/** A page that records clicks, keys, scrolling, drags over a pad, and what a text area holds; its parts are fixed to the bottom. */
export const RECORDING_PAGE = `<title>Record</title>
<style>body { margin: 0; height: 3000px } #field { position: fixed; left: 200px; bottom: 540px; width: 400px; height: 60px }
#pad { position: fixed; left: 200px; bottom: 200px; width: 400px; height: 200px; background: #cde }</style>
<textarea id="field"></textarea><div id="pad"></div>
<script>
  const at = ({ screenX, screenY }) => ({ x: screenX, y: screenY });
  addEventListener('click', (e) => record('click', { count: e.detail, ...at(e) }));
  addEventListener('auxclick', (e) => record('aux', { button: e.button, ...at(e) }));
  addEventListener('contextmenu', (e) => e.preventDefault());
  addEventListener('keydown', (e) => record('key', { key: e.key, ctrl: e.ctrlKey, alt: e.altKey }));
  addEventListener('keyup', (e) => record('keyup', { key: e.key }));
  addEventListener('scroll', () => record('scroll', { y: scrollY }));
  field.oninput = () => record('input', { value: field.value });
  let down;
  pad.onpointerdown = (e) => (down = at(e));
  pad.onpointerup = (e) => record('drag', { from: down, to: at(e) });
  addEventListener('pageshow', () => record('shown', { path: location.pathname }));
</script>`;
