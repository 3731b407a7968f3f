/** What a PNG says about itself: text chunks beside its pixels (PNG third edition, 11.3.3.4 iTXt). */

import { crc32 } from './crc32.ts';

const signatureLength = 8;
/** A chunk is its length, a type of four letters, its data and a checksum. */
const headerLength = 13;
const frameLength = 12;

/**
 * The same picture with a text chunk for each entry, right after its header.
 * @param bytes a whole PNG
 * @param entries keyword (1 to 79 Latin letters, digits, spaces) and text of each
 */
export function describePng(
  bytes: Uint8Array,
  entries: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const pixels = signatureLength + frameLength + headerLength;
  const chunks = Object.entries(entries).map(([keyword, text]) => textChunk(keyword, text));
  return joined([bytes.subarray(0, pixels), ...chunks, bytes.subarray(pixels)]);
}

/** Keyword, then: not compressed, by no method, in no language, under no translated keyword. */
function textChunk(keyword: string, text: string): Uint8Array {
  const encoder = new TextEncoder();
  const typed = joined([encoder.encode(`iTXt${keyword}\0\0\0\0\0`), encoder.encode(text)]);
  const chunk = new Uint8Array(typed.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, typed.length - 4);
  chunk.set(typed, 4);
  view.setUint32(4 + typed.length, crc32(typed));
  return chunk;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
