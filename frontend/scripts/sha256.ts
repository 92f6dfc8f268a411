// Signed words: a machine's own numbers, several times faster than unsigned ones.
const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
  0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
  0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
  0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
  0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

const block = 64;

/**
 * SHA-256 (FIPS 180-4) of what comes piece by piece: the browser's own digests a whole buffer only, and files may be
 * larger than memory. It holds one block of 64 bytes.
 */
export class Sha256 {
  private readonly state = new Int32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);
  private readonly words = new Int32Array(block);
  private readonly rest = new Uint8Array(block);
  private held = 0;
  private length = 0; // in bytes, exact up to 2^53

  /** Takes the next piece, of any length. */
  update(piece: Uint8Array): this {
    this.length += piece.length;
    let at = 0;
    if (this.held > 0) {
      at = Math.min(block - this.held, piece.length);
      this.rest.set(piece.subarray(0, at), this.held);
      this.held += at;
      if (this.held < block) return this;
      this.compress(this.rest, 0, block);
      this.held = 0;
    }
    const whole = piece.length - ((piece.length - at) % block);
    this.compress(piece, at, whole);
    at = whole;
    this.rest.set(piece.subarray(at));
    this.held = piece.length - at;
    return this;
  }

  /** The digest in hexadecimal. Nothing may be added afterwards. */
  hex(): string {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setUint32(0, Math.floor(this.length / 0x20000000)); // the length in bits, of 64 bits
    bits.setUint32(4, (this.length * 8) >>> 0);
    const padding = new Uint8Array(this.held < 56 ? 56 - this.held : 120 - this.held);
    padding[0] = 0x80;
    this.update(padding).update(new Uint8Array(bits.buffer));
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /** Works off the whole blocks between two places. */
  private compress(p: Uint8Array, at: number, end: number): void {
    const w = this.words;
    const h = this.state;
    const view = new DataView(p.buffer, p.byteOffset, p.byteLength);
    while (at < end) {
      for (let i = 0; i < 16; i++, at += 4) w[i] = view.getInt32(at);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (k + s1 + (g ^ (e & (f ^ g))) + K[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
        k = g; g = f; f = e; e = (d + t1) | 0;
        d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
    }
  }
}
