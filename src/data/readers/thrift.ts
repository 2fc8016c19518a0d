/** A position in bytes, as hyparquet has it. */
export interface Place {
  readonly view: DataView;
  offset: number;
}

const DEEPEST = 32;
/** Field of a column's metadata that has its statistics, and its depth in the metadata, where a list counts as well. */
const [STATISTICS, STATISTICS_DEPTH] = [12, 6];
/** Maximum number of bytes of a smallest or largest value. Writers cut them off earlier; a decimal takes quadratic time. */
const LONGEST_STATISTIC = 4096;

/**
 * Reads a number of seven bits in each byte, of which 32 bits are returned, as in hyparquet.
 * @throws Error if it has more than ten bytes, RangeError if the bytes end.
 */
export function varint(place: Place): number {
  let result = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = place.view.getUint8(place.offset++);
    result |= (byte & 0x7f) << shift;
    if (byte < 0x80) return result;
  }
  throw new Error("a number is too long");
}

/**
 * Checks a struct of Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md)
 * before hyparquet reads it, because hyparquet reserves memory for as many elements as a list states.
 * @throws RangeError if the struct is cut short, Error if it is nested too deep or states impossible lengths.
 */
export function checkThrift(view: DataView, offset: number): void {
  struct({ view, offset }, 0, 0);
}

function struct(place: Place, depth: number, parent: number): void {
  if (depth > DEEPEST) throw new Error("its headers are nested too deep");
  for (let field = 0; ; ) {
    const byte = place.view.getUint8(place.offset++);
    if ((byte & 15) === 0) return;
    if (byte >> 4) field += byte >> 4;
    else {
      const zigzag = varint(place);
      field = (zigzag >>> 1) ^ -(zigzag & 1);
    }
    element(place, byte & 15, depth, field, parent);
  }
}

function element(place: Place, type: number, depth: number, field: number, parent: number): void {
  const skip = (length: number, most = place.view.byteLength - place.offset) => {
    if (length < 0 || length > most) throw new Error(`a header states a length of ${length}`);
    place.offset += length;
  };
  if (type === 3) skip(1);
  else if (type >= 4 && type <= 6) varint(place);
  else if (type === 7) skip(8);
  else if (type === 8) {
    const length = varint(place);
    if (length > LONGEST_STATISTIC && parent === STATISTICS && depth === STATISTICS_DEPTH)
      throw new Error(`a smallest or largest value has ${length} bytes`);
    skip(length);
  } else if (type === 9) {
    const head = place.view.getUint8(place.offset++);
    const length = head >> 4 === 15 ? varint(place) : head >> 4;
    const inside = head & 15;
    if (length < 0 || length > place.view.byteLength - place.offset) throw new Error(`a list states ${length} elements`);
    // An element takes a byte at least; a truth value takes one in a list and none in a struct.
    for (let i = 0; i < length; i++) element(place, inside <= 2 ? 3 : inside, depth + 1, field, parent);
  } else if (type === 12) struct(place, depth + 1, field);
  else if (type > 2) throw new Error(`a header has the unknown type ${type}`);
}
