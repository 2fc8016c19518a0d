import type { Workshop } from "./gl.ts";
import { contrastTo, FAINT, OPACITY, type Rgb, SELECTED, STRONG } from "./look.ts";
import { RING, type Scene } from "./scene.ts";

const VERTEX = `
layout(location = 0) in vec3 before;
layout(location = 1) in vec3 after;
layout(location = 2) in uvec4 mark;
uniform mat4 matrix;
uniform float part, diameter, ring;
uniform bool isSolid;
flat out vec4 colour;
flat out float radius, rim, whole;
void main() {
  bool isSelected = (mark.a & ${SELECTED}u) != 0u, isFaint = (mark.a & ${FAINT}u) != 0u;
  if ((mark.a & ${FAINT | STRONG}u) == 0u) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  vec4 at = matrix * vec4(mix(before, after, part), 1.0);
  // On a plane, selected points are in front of the others and faint ones behind. In space, only faint ones move back.
  if (isFaint) at.z = 0.95 * at.w;
  else if (isSelected && !isSolid) at.z = -0.5 * at.w;
  radius = 0.5 * diameter / at.w;
  rim = isSelected ? ring : 0.0;
  whole = 2.0 * (radius + rim) + 1.0;
  colour = vec4(vec3(mark.rgb) / 255.0, isFaint && !isSelected ? ${OPACITY.faint} : isSolid || isSelected ? 1.0 : ${OPACITY.strong});
  gl_Position = at;
  gl_PointSize = whole;
}`;

const FRAGMENT = `
flat in vec4 colour;
flat in float radius, rim, whole;
uniform vec3 background, contrast;
uniform float gap;
out vec4 ink;
void main() {
  vec2 away = (gl_PointCoord - 0.5) * whole;
  float squared = dot(away, away), outer = radius + rim + 0.5;
  // Near the edge, this is as good as outer - length(away), and cheaper if there is no graphics card.
  float cover = clamp((outer * outer - squared) / (2.0 * outer), 0.0, 1.0) * colour.a;
  if (cover < 0.02) discard;
  vec3 here = colour.rgb;
  if (rim > 0.0) {
    float distance = sqrt(squared);
    vec3 around = mix(background, contrast, clamp(distance - radius - gap + 0.5, 0.0, 1.0));
    here = mix(around, here, clamp(radius + 0.5 - distance, 0.0, 1.0));
  }
  ink = vec4(here * cover, cover);
}`;

export const floats = (colour: Rgb): [number, number, number] => [colour[0] / 255, colour[1] / 255, colour[2] / 255];

/**
 * Draws all points of a scene at once, as round sprites. The shader interpolates between old and new positions, so that a moving
 * frame uploads nothing.
 */
export function makePoints({ gl, ...make }: Workshop): (scene: Scene) => void {
  const { program, uniform } = make.program(VERTEX, FRAGMENT);
  const [before, after, marks] = [make.held(), make.held(), make.held()];
  const order = make.held(gl.ELEMENT_ARRAY_BUFFER);
  const array = make.array();
  return (scene) => {
    const { dimensions, ratio, background } = scene;
    before.hold(scene.from);
    after.hold(scene.to);
    marks.hold(scene.marks);
    gl.bindVertexArray(array);
    for (const [i, { buffer }] of [before, after, marks].entries()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(i);
      if (i < 2) gl.vertexAttribPointer(i, dimensions, gl.FLOAT, false, 0, 0);
      else gl.vertexAttribIPointer(i, 4, gl.UNSIGNED_BYTE, 0, 0);
    }
    gl.useProgram(program);
    gl.uniformMatrix4fv(uniform("matrix"), false, scene.matrix);
    gl.uniform1f(uniform("part"), scene.part);
    gl.uniform1f(uniform("diameter"), scene.diameter * ratio);
    gl.uniform1f(uniform("gap"), RING.gap * ratio);
    gl.uniform1f(uniform("ring"), (RING.gap + RING.width) * ratio);
    gl.uniform1i(uniform("isSolid"), dimensions === 3 ? 1 : 0);
    gl.uniform3f(uniform("background"), ...floats(background));
    gl.uniform3f(uniform("contrast"), ...floats(contrastTo(background)));
    if (!scene.some) return gl.drawArrays(gl.POINTS, 0, scene.to.length / dimensions);
    order.hold(scene.some.order);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order.buffer);
    gl.drawElements(gl.POINTS, scene.some.end - scene.some.start, gl.UNSIGNED_INT, 4 * scene.some.start);
  };
}
