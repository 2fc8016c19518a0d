/** Returns whether the browser supports WebGL 2 and it is enabled. */
export function hasWebGl(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  // Releases the context, because browsers allow only a few at a time.
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return gl !== null;
}

export type Workshop = ReturnType<typeof makeWorkshop>;

/** Makes programs and buffers for one painter on the graphics card, and can delete them all. */
export function makeWorkshop(gl: WebGL2RenderingContext) {
  const made: (() => void)[] = [];
  return {
    gl,
    program(vertex: string, fragment: string) {
      const compiled = compile(gl, vertex, fragment);
      made.push(() => gl.deleteProgram(compiled.program));
      return compiled;
    },
    /** @param target `ARRAY_BUFFER`, or `ELEMENT_ARRAY_BUFFER` for rows to draw. */
    held(target: number = gl.ARRAY_BUFFER) {
      const held = makeHeld(gl, target);
      made.push(() => gl.deleteBuffer(held.buffer));
      return held;
    },
    array() {
      const array = gl.createVertexArray();
      made.push(() => gl.deleteVertexArray(array));
      return array;
    },
    close() {
      for (const give of made.splice(0)) give();
    },
  };
}

/** Compiles both shaders to a program, and gives access to its uniforms by name. */
function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string) {
  const program = gl.createProgram();
  const shaders = ([gl.VERTEX_SHADER, gl.FRAGMENT_SHADER] as const).map((type, i) => {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${[vertex, fragment][i]!.trim()}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
    throw new Error(
      `A shader of the scatter plot doesn't compile: ${shaders.map((shader) => gl.getShaderInfoLog(shader)).join(" ")} ${gl.getProgramInfoLog(program)}`,
    );
  for (const shader of shaders) gl.deleteShader(shader);
  const places = new Map<string, WebGLUniformLocation | null>();
  const uniform = (name: string) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
    return places.get(name)!;
  };
  return { program, uniform };
}

/** Makes a buffer that uploads an array only if it doesn't hold this array already. */
function makeHeld(gl: WebGL2RenderingContext, target: number) {
  const buffer = gl.createBuffer();
  let held: Float32Array | Uint8Array | Uint32Array | undefined;
  return {
    buffer,
    hold(data: Float32Array | Uint8Array | Uint32Array): void {
      if (data === held) return;
      gl.bindBuffer(target, buffer);
      if (data.byteLength === held?.byteLength) gl.bufferSubData(target, 0, data);
      else gl.bufferData(target, data, gl.DYNAMIC_DRAW);
      held = data;
    },
  };
}
