/** Pictures say what was measured: text chunks of a PNG, metadata of an SVG. */
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { pictureSvg } from '../../src/files/picture_svg.ts';
import { describePng } from '../../src/files/png.ts';
import { provenanceEntries } from '../../src/files/provenance.ts';

const provenance = {
  experiment: { ...defaultExperiment, seed: 77 },
  engine: { name: 'webgpu', device: 'A <"GPU"> & more, № 1', precision: 'float32', software: false },
} as const;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** The chunks of a PNG, each checksum held against zlib's. */
function chunksOf(png: Uint8Array): Chunk[] {
  const bytes = Buffer.from(png);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const typed = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(typed));
    chunks.push({ type: typed.toString('latin1', 0, 4), data: typed.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

/** One black pixel. */
const pixel = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
  chunk('IEND', Buffer.alloc(0)),
]);

describe('a PNG', () => {
  it('keeps its pixels and gains a text chunk for each entry', () => {
    const entries = provenanceEntries(provenance);
    const chunks = chunksOf(describePng(pixel, entries));
    expect(chunks.filter(({ type }) => type !== 'iTXt')).toEqual(chunksOf(pixel));
    expect(chunks[0]?.type).toBe('IHDR');
    const texts = chunks
      .filter(({ type }) => type === 'iTXt')
      .map(({ data }) => {
        const [keyword = ''] = data.toString('utf8').split('\0', 1);
        expect([...data.subarray(keyword.length, keyword.length + 5)]).toEqual([0, 0, 0, 0, 0]);
        return [keyword, data.toString('utf8', keyword.length + 5)];
      });
    expect(Object.fromEntries(texts)).toEqual(entries);
  });
});

describe('what a picture says', () => {
  it('is the experiment, its seed, the engine, the version, and how to measure it again', () => {
    const entries = provenanceEntries(provenance);
    expect(JSON.parse(entries.experiment ?? '')).toEqual(provenance.experiment);
    expect(entries.seed).toBe('77');
    expect(JSON.parse(entries.engine ?? '')).toEqual({
      name: 'webgpu',
      device: provenance.engine.device,
      precision: 'float32',
    });
    expect(entries.version).toBe(packageJson.version);
    expect(entries.command).toBe('npm run -s cli -- sweep --gain=0.1:2 --seed=77 --engine=webgpu');
  });
});

describe('an SVG', () => {
  const parts = {
    heading: 'Rates & norms <0',
    chart: { width: 600, height: 300, markup: '<circle r="4"/>' },
    caption: ['one "line"', 'a bell \u0007'],
    entries: provenanceEntries(provenance),
    colors: { surface: '#fff', ink: '#000', muted: '#666' },
  };

  it('has its title, caption and entries as text that no character breaks', () => {
    const svg = pictureSvg(parts);
    expect(svg).toContain('<title>Rates &amp; norms &lt;0</title>');
    expect(svg).toContain('one &quot;line&quot;');
    expect(svg).toContain('a bell \ufffd');
    const [, metadata = ''] = /<metadata>([^<]*)<\/metadata>/.exec(svg) ?? [];
    const plain = metadata
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(JSON.parse(plain)).toEqual(parts.entries);
  });

  it('is as large as what stands in it', () => {
    const sizeOf = (svg: string) => /width="(\d+)" height="(\d+)"/.exec(svg)?.slice(1).map(Number) ?? [];
    const [width = 0, height = 0] = sizeOf(pictureSvg(parts));
    expect(width).toBe(632);
    const legend = { width: 200, height: 24, markup: '' };
    expect(sizeOf(pictureSvg({ ...parts, legend }))).toEqual([width, height + 30]);
    // A small chart stands in the middle of a picture that holds its caption.
    const small = pictureSvg({ ...parts, chart: { ...parts.chart, width: 100 } });
    expect(sizeOf(small)[0]).toBe(480);
    expect(small).toContain('translate(190 ');
    // And a long caption takes as many lines as it needs.
    const long = pictureSvg({ ...parts, caption: [...parts.caption, 'many words '.repeat(20).trim()] });
    expect(sizeOf(long)).toEqual([width, height + 16 * 3]);
    for (const line of long.matchAll(/>((?:many words ?)+)</g)) expect(line[1]?.length).toBeLessThan(90);
  });
});
