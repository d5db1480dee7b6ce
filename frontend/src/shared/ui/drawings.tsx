/** Small line drawings for empty, error and offline states. Decorative: hidden from screen readers. */
import type { ReactNode } from 'react';

function Drawing({ children }: { children: ReactNode }) {
  return (
    <svg width="176" height="128" viewBox="0 0 176 128" fill="none" aria-hidden="true">
      <ellipse cx="88" cy="112" rx="70" ry="8" fill="#e4e9f5" />
      <g strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        {children}
      </g>
    </svg>
  );
}

/** A headset at rest on a desk: ready to work. */
export function HeadsetDrawing() {
  return (
    <Drawing>
      <path d="M48 76a40 40 0 0 1 80 0" stroke="#2b3fae" />
      <rect x="40" y="70" width="18" height="32" rx="9" fill="#dce2fb" stroke="#2b3fae" />
      <rect x="118" y="70" width="18" height="32" rx="9" fill="#dce2fb" stroke="#2b3fae" />
      <path d="M127 102c0 8-8 10-26 10" stroke="#2b3fae" />
      <circle cx="97" cy="112" r="4" fill="#2b3fae" />
      <path d="M76 34c7-3 17-3 24 0M70 22c11-5 25-5 36 0" stroke="#8d9dea" />
    </Drawing>
  );
}

/** An open, empty box: nothing here yet. */
export function EmptyDrawing() {
  return (
    <Drawing>
      <path d="M44 62l44-16 44 16-44 16z" fill="#eef1ff" stroke="#2b3fae" />
      <path d="M44 62v32l44 16 44-16V62" fill="#fff" stroke="#2b3fae" />
      <path d="M88 78v32M44 62l-12 14 44 16 12-14M132 62l12 14-44 16-12-14" stroke="#2b3fae" />
      <path d="M88 34V18M68 38l-8-12M108 38l8-12" stroke="#8d9dea" />
    </Drawing>
  );
}

/** A clock: wait, it opens later. */
export function LaterDrawing() {
  return (
    <Drawing>
      <circle cx="88" cy="62" r="42" fill="#eef1ff" stroke="#2b3fae" />
      <path d="M88 36v26l18 12" stroke="#2b3fae" />
      <path d="M88 24v5M88 95v5M50 62h5M121 62h5" stroke="#8d9dea" />
      <path d="M58 104l-8 10M118 104l8 10" stroke="#2b3fae" />
    </Drawing>
  );
}

/** A cup beside a pause sign. */
export function PauseDrawing() {
  return (
    <Drawing>
      <path
        d="M56 56h54v32a20 20 0 0 1-20 20H76a20 20 0 0 1-20-20z"
        fill="#fff3dc"
        stroke="#8a4b00"
      />
      <path d="M110 64h8a12 12 0 0 1 0 24h-8" stroke="#8a4b00" />
      <path d="M70 44c-6-8 6-10 0-20M84 44c-6-8 6-10 0-20M98 44c-6-8 6-10 0-20" stroke="#c98a2d" />
    </Drawing>
  );
}

/** An unplugged cable: something broke. */
export function BrokenDrawing() {
  return (
    <Drawing>
      <path d="M20 72h36" stroke="#b3261e" />
      <rect x="52" y="54" width="26" height="36" rx="6" fill="#fdeceb" stroke="#b3261e" />
      <path d="M78 64h12M78 80h12" stroke="#b3261e" />
      <rect x="104" y="54" width="26" height="36" rx="6" fill="#fdeceb" stroke="#b3261e" />
      <path d="M130 72h26M94 40l6-12M106 42l12-8" stroke="#b3261e" />
    </Drawing>
  );
}
