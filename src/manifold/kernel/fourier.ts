// Fourier transforms of four rows at a time. An element is 32 bytes: the four real parts, then the four imaginary parts.
import { twiddles } from "./shared";

const HALF = f32x4.splat(0.5);
const SINE = f32x4.splat(0.8660254);

/** Writes cosine and sine of -2πi/size as pairs. */
export function writeTwiddles(size: i32): void {
  for (let i = 0; i < size; i++) {
    const angle = (-2 * Math.PI * i) / size;
    store<f32>(twiddles + (<usize>i << 3), <f32>Math.cos(angle));
    store<f32>(twiddles + (<usize>i << 3), <f32>Math.sin(angle), 4);
  }
}

/**
 * Transforms `size` elements (2^k or 3 · 2^k) with Stockham's algorithm, alternating between the buffers `x` and `y`. Returns the
 * address of the result. If real and imaginary parts are exchanged in the input and in the result, this is the inverse transform
 * without the division by the size.
 */
export function transform(size: i32, x: usize, y: usize): usize {
  let from = x;
  let to = y;
  let stride = 1;
  let length = size;
  while (length > 1) {
    const radix = length % 3 == 0 ? 3 : length % 4 == 0 ? 4 : 2;
    const part = length / radix;
    for (let p = 0; p < part; p++) {
      if (radix == 4) four(from, to, p, part, stride);
      else if (radix == 3) three(from, to, p, part, stride);
      else two(from, to, p, part, stride);
    }
    const swap = from;
    from = to;
    to = swap;
    length = part;
    stride *= radix;
  }
  return from;
}

@inline
function turned(to: usize, re: v128, im: v128, cosine: v128, sine: v128): void {
  v128.store(to, f32x4.sub(f32x4.mul(re, cosine), f32x4.mul(im, sine)));
  v128.store(to, f32x4.add(f32x4.mul(re, sine), f32x4.mul(im, cosine)), 16);
}

function two(from: usize, to: usize, p: i32, part: i32, stride: i32): void {
  const at = twiddles + (<usize>(p * stride) << 3);
  const cosine = v128.load_splat<f32>(at);
  const sine = v128.load_splat<f32>(at, 4);
  const apart = <usize>(part * stride) << 5;
  const out = <usize>stride << 5;
  for (let q = 0; q < stride; q++) {
    const a = from + (<usize>(q + stride * p) << 5);
    const b = to + (<usize>(q + stride * 2 * p) << 5);
    const re0 = v128.load(a);
    const im0 = v128.load(a, 16);
    const re1 = v128.load(a + apart);
    const im1 = v128.load(a + apart, 16);
    v128.store(b, f32x4.add(re0, re1));
    v128.store(b, f32x4.add(im0, im1), 16);
    turned(b + out, f32x4.sub(re0, re1), f32x4.sub(im0, im1), cosine, sine);
  }
}

function three(from: usize, to: usize, p: i32, part: i32, stride: i32): void {
  const at = twiddles + (<usize>(p * stride) << 3);
  const at2 = twiddles + (<usize>(2 * p * stride) << 3);
  const cosine1 = v128.load_splat<f32>(at);
  const sine1 = v128.load_splat<f32>(at, 4);
  const cosine2 = v128.load_splat<f32>(at2);
  const sine2 = v128.load_splat<f32>(at2, 4);
  const apart = <usize>(part * stride) << 5;
  const out = <usize>stride << 5;
  for (let q = 0; q < stride; q++) {
    const a = from + (<usize>(q + stride * p) << 5);
    const b = to + (<usize>(q + stride * 3 * p) << 5);
    const re0 = v128.load(a);
    const im0 = v128.load(a, 16);
    const re1 = v128.load(a + apart);
    const im1 = v128.load(a + apart, 16);
    const re2 = v128.load(a + 2 * apart);
    const im2 = v128.load(a + 2 * apart, 16);
    const sumRe = f32x4.add(re1, re2);
    const sumIm = f32x4.add(im1, im2);
    const midRe = f32x4.sub(re0, f32x4.mul(HALF, sumRe));
    const midIm = f32x4.sub(im0, f32x4.mul(HALF, sumIm));
    // -i · √3/2 · (a1 - a2)
    const sideRe = f32x4.mul(SINE, f32x4.sub(im1, im2));
    const sideIm = f32x4.mul(SINE, f32x4.sub(re2, re1));
    v128.store(b, f32x4.add(re0, sumRe));
    v128.store(b, f32x4.add(im0, sumIm), 16);
    turned(b + out, f32x4.add(midRe, sideRe), f32x4.add(midIm, sideIm), cosine1, sine1);
    turned(b + 2 * out, f32x4.sub(midRe, sideRe), f32x4.sub(midIm, sideIm), cosine2, sine2);
  }
}

function four(from: usize, to: usize, p: i32, part: i32, stride: i32): void {
  const at = twiddles + (<usize>(p * stride) << 3);
  const at2 = twiddles + (<usize>(2 * p * stride) << 3);
  const at3 = twiddles + (<usize>(3 * p * stride) << 3);
  const cosine1 = v128.load_splat<f32>(at);
  const sine1 = v128.load_splat<f32>(at, 4);
  const cosine2 = v128.load_splat<f32>(at2);
  const sine2 = v128.load_splat<f32>(at2, 4);
  const cosine3 = v128.load_splat<f32>(at3);
  const sine3 = v128.load_splat<f32>(at3, 4);
  const apart = <usize>(part * stride) << 5;
  const out = <usize>stride << 5;
  for (let q = 0; q < stride; q++) {
    const a = from + (<usize>(q + stride * p) << 5);
    const b = to + (<usize>(q + stride * 4 * p) << 5);
    const re0 = v128.load(a);
    const im0 = v128.load(a, 16);
    const re1 = v128.load(a + apart);
    const im1 = v128.load(a + apart, 16);
    const re2 = v128.load(a + 2 * apart);
    const im2 = v128.load(a + 2 * apart, 16);
    const re3 = v128.load(a + 3 * apart);
    const im3 = v128.load(a + 3 * apart, 16);
    const evenRe = f32x4.add(re0, re2);
    const evenIm = f32x4.add(im0, im2);
    const evenRe2 = f32x4.sub(re0, re2);
    const evenIm2 = f32x4.sub(im0, im2);
    const oddRe = f32x4.add(re1, re3);
    const oddIm = f32x4.add(im1, im3);
    // -i · (a1 - a3)
    const oddRe2 = f32x4.sub(im1, im3);
    const oddIm2 = f32x4.sub(re3, re1);
    v128.store(b, f32x4.add(evenRe, oddRe));
    v128.store(b, f32x4.add(evenIm, oddIm), 16);
    turned(b + out, f32x4.add(evenRe2, oddRe2), f32x4.add(evenIm2, oddIm2), cosine1, sine1);
    turned(b + 2 * out, f32x4.sub(evenRe, oddRe), f32x4.sub(evenIm, oddIm), cosine2, sine2);
    turned(b + 3 * out, f32x4.sub(evenRe2, oddRe2), f32x4.sub(evenIm2, oddIm2), cosine3, sine3);
  }
}
