/**
 * A key of this browser for one answer: what the vault seals to it, no one on the way can read, the web server
 * included. The private half never leaves the page and cannot be exported from it.
 */

const POINT = 65;
const IV = 12;
const INFO = new TextEncoder().encode('callcenter person file v1\0');

export interface Reader {
  /** The public point, in hex, for the request. */
  publicKey: string;
  open: (requestId: string, sealed: ArrayBuffer) => Promise<Blob>;
}

function bytesOf(id: string): Uint8Array {
  const hex = id.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

export async function makeReader(): Promise<Reader> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const open = async (requestId: string, sealed: ArrayBuffer) => {
    const theirs = await crypto.subtle.importKey('raw', sealed.slice(0, POINT), curve, false, []);
    const secret = await crypto.subtle.deriveBits(
      { name: 'ECDH', public: theirs },
      pair.privateKey,
      256,
    );
    const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
    const key = await crypto.subtle.deriveKey(
      {
        name: 'HKDF',
        hash: 'SHA-256',
        salt: new Uint8Array(),
        info: new Uint8Array([...INFO, ...bytesOf(requestId)]),
      },
      base,
      { name: 'AES-GCM', length: 256 },
      false,
      ['decrypt'],
    );
    const iv = sealed.slice(POINT, POINT + IV);
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv },
      key,
      sealed.slice(POINT + IV),
    );
    return new Blob([plain], { type: 'text/html' });
  };
  const publicKey = [...point].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { publicKey, open };
}
