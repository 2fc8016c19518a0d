import type { Workshop } from "./gl.ts";
import { floats } from "./gl-points.ts";
import type { Drawn, Scene } from "./scene.ts";

const LINE_VERTEX = `
layout(location = 0) in vec3 start;
layout(location = 1) in vec3 end;
uniform mat4 matrix;
uniform vec2 size;
uniform float width;
out float across;
void main() {
  vec4 a = matrix * vec4(start, 1.0), b = matrix * vec4(end, 1.0);
  vec2 along = (b.xy / b.w - a.xy / a.w) * size;
  along = length(along) > 0.0 ? normalize(along) : vec2(1.0, 0.0);
  float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
  across = side * (0.5 * width + 1.0);
  gl_Position = gl_VertexID < 2 ? a : b;
  gl_Position.xy += vec2(-along.y, along.x) * across * 2.0 / size * gl_Position.w;
}`;

const LINE_FRAGMENT = `
uniform vec4 colour;
uniform float width;
in float across;
out vec4 ink;
void main() {
  float cover = clamp(0.5 * width + 0.5 - abs(across), 0.0, 1.0) * colour.a;
  if (cover < 0.02) discard;
  ink = vec4(colour.rgb * cover, cover);
}`;

const TRIANGLE_VERTEX = `
layout(location = 0) in vec3 corner;
uniform mat4 matrix;
void main() {
  gl_Position = matrix * vec4(corner, 1.0);
}`;

const TRIANGLE_FRAGMENT = `
uniform vec4 colour;
out vec4 ink;
void main() {
  ink = vec4(colour.rgb * colour.a, colour.a);
}`;

/** Makes a function that draws lines [2 l, dimensions] as quads of the given width with soft edges. */
export function makeLines({ gl, ...make }: Workshop) {
  const { program, uniform } = make.program(LINE_VERTEX, LINE_FRAGMENT);
  const ends = make.held();
  const array = make.array();
  return ({ points, colour, opacity, width }: Drawn, dimensions: number, matrix: Float32Array, { size, ratio }: Scene): void => {
    ends.hold(points);
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, ends.buffer);
    for (const i of [0, 1]) {
      gl.enableVertexAttribArray(i);
      gl.vertexAttribPointer(i, dimensions, gl.FLOAT, false, 8 * dimensions, 4 * dimensions * i);
      gl.vertexAttribDivisor(i, 1);
    }
    gl.useProgram(program);
    gl.uniformMatrix4fv(uniform("matrix"), false, matrix);
    gl.uniform2f(uniform("size"), size.width * ratio, size.height * ratio);
    gl.uniform1f(uniform("width"), width * ratio);
    gl.uniform4f(uniform("colour"), ...floats(colour), opacity);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, points.length / (2 * dimensions));
  };
}

/** Makes a function that draws triangles [3 t, dimensions], which are visible from both sides. */
export function makeTriangles({ gl, ...make }: Workshop) {
  const { program, uniform } = make.program(TRIANGLE_VERTEX, TRIANGLE_FRAGMENT);
  const corners = make.held();
  const array = make.array();
  return ({ points, colour, opacity }: Drawn, { dimensions, matrix }: Scene): void => {
    corners.hold(points);
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, corners.buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, dimensions, gl.FLOAT, false, 0, 0);
    gl.useProgram(program);
    gl.uniformMatrix4fv(uniform("matrix"), false, matrix);
    gl.uniform4f(uniform("colour"), ...floats(colour), opacity);
    gl.drawArrays(gl.TRIANGLES, 0, points.length / dimensions);
  };
}
