// What an adapter can do at most, for whoever wants to know how far from that the other kernels are. Plain WGSL: nothing
// of an experiment is in it.

const invocations = 256u;
// Multiply-adds of four numbers that do not wait for one another.
const rounds = 512u;
// Fours of numbers that an invocation copies.
const copies = 8u;

@group(0) @binding(0) var<storage, read_write> sink: array<vec4f>;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;

// 8 chains × 512 rounds of multiply-adds of four numbers, out of registers.
@compute @workgroup_size(invocations)
fn multiply_adds(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4f(0.999 + f32(id.x & 7u) * 1e-6);
  let term = vec4f(1e-3);
  var a = vec4f(f32(id.x));
  var b = a + 1.0;
  var c = a + 2.0;
  var d = a + 3.0;
  var e = a + 4.0;
  var f = a + 5.0;
  var g = a + 6.0;
  var h = a + 7.0;
  for (var round = 0u; round < rounds; round++) {
    a = fma(a, factor, term);
    b = fma(b, factor, term);
    c = fma(c, factor, term);
    d = fma(d, factor, term);
    e = fma(e, factor, term);
    f = fma(f, factor, term);
    g = fma(g, factor, term);
    h = fma(h, factor, term);
  }
  let sum = a + b + c + d + e + f + g + h;
  // Never so; but no compiler knows.
  if (sum.x == 12345.678) {
    sink[id.x % 64u] = sum;
  }
}

@compute @workgroup_size(invocations)
fn copy(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  for (var i = 0u; i < copies; i++) {
    let place = (group.x * copies + i) * invocations + local.x;
    sink[place] = source[place] + 1.0;
  }
}
