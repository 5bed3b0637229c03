// A cube in WebGL 1: one buffer of 36 corners, the turning done in the vertex shader.
'use strict';

const canvas = document.querySelector('#scene');
const status = document.querySelector('#status');
const gl = canvas.getContext('webgl');

const VERTEX = `
attribute vec3 corner;
attribute vec3 tint;
uniform float angle;
varying vec3 shade;
void main() {
  float c = cos(angle), s = sin(angle), d = cos(0.6), e = sin(0.6);
  vec3 p = vec3(c * corner.x + s * corner.z, corner.y, c * corner.z - s * corner.x);
  p = vec3(p.x, d * p.y - e * p.z, e * p.y + d * p.z);
  shade = tint * (0.75 - 0.25 * p.z);
  gl_Position = vec4(p.x * 0.5, p.y, p.z * 0.2, 2.2 + p.z * 0.4);
}`;
const FRAGMENT = `
precision mediump float;
varying vec3 shade;
void main() { gl_FragColor = vec4(shade, 1.0); }`;

function shader(type, source) {
  const made = gl.createShader(type);
  gl.shaderSource(made, source);
  gl.compileShader(made);
  if (!gl.getShaderParameter(made, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(made));
  return made;
}

/** Two triangles for each of the six faces: position and colour. */
function cubeCorners() {
  const faces = [
    [[0, 1, 2], 1, [0.14, 0.34, 0.9]],
    [[0, 1, 2], -1, [0.36, 0.56, 1]],
    [[1, 2, 0], 1, [0.07, 0.6, 0.44]],
    [[1, 2, 0], -1, [0.3, 0.8, 0.62]],
    [[2, 0, 1], 1, [0.95, 0.55, 0.25]],
    [[2, 0, 1], -1, [1, 0.78, 0.4]],
  ];
  const corners = [];
  for (const [[a, b, n], side, colour] of faces) {
    for (const [u, v] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, -1],
      [1, 1],
      [-1, 1],
    ]) {
      const corner = [0, 0, 0];
      corner[a] = u;
      corner[b] = v;
      corner[n] = side;
      corners.push(...corner, ...colour);
    }
  }
  return new Float32Array(corners);
}

function start() {
  const program = gl.createProgram();
  gl.attachShader(program, shader(gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, shader(gl.FRAGMENT_SHADER, FRAGMENT));
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, cubeCorners(), gl.STATIC_DRAW);
  for (const [name, offset] of [
    ['corner', 0],
    ['tint', 12],
  ]) {
    const at = gl.getAttribLocation(program, name);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, 3, gl.FLOAT, false, 24, offset);
  }
  gl.enable(gl.DEPTH_TEST);
  const angle = gl.getUniformLocation(program, 'angle');
  let turn = 0.7;
  let turning = true;
  let last = 0;
  const draw = (time) => {
    // Half the frames are enough for a cube that a processor has to draw.
    if (time - last > 30) {
      if (turning && last > 0) turn += (time - last) / 1400;
      last = time;
      gl.uniform1f(angle, turn);
      gl.clearColor(0.055, 0.082, 0.14, 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.drawArrays(gl.TRIANGLES, 0, 36);
    }
    if (turning) requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
  document.querySelector('#turn').addEventListener('click', (event) => {
    turning = !turning;
    last = 0;
    event.currentTarget.textContent = turning ? 'Stop turning' : 'Start turning';
    if (turning) requestAnimationFrame(draw);
  });
}

if (gl === null) {
  status.textContent = 'WebGL is not available here';
} else {
  start();
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  status.textContent = `WebGL works: ${gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)}`;
}
