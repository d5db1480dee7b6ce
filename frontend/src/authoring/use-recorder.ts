import { useCallback, useEffect, useRef, useState } from 'react';

/** Seconds of a recording. */
export const LONGEST = 30;

type State = 'idle' | 'recording' | 'no_microphone';

/** Records from the microphone until it is stopped, half a minute at most; the sound goes to `onSound`. */
export function useRecorder(onSound: (sound: Blob) => void) {
  const [state, setState] = useState<State>('idle');
  const recorder = useRef<MediaRecorder | null>(null);
  const wanted = useRef(onSound);
  useEffect(() => {
    wanted.current = onSound;
  });
  const stop = useCallback(() => {
    if (recorder.current?.state === 'recording') recorder.current.stop();
  }, []);
  useEffect(() => stop, [stop]);
  const start = useCallback(async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const made = new MediaRecorder(stream, { audioBitsPerSecond: 48_000 });
      const pieces: Blob[] = [];
      const late = setTimeout(stop, LONGEST * 1000);
      made.ondataavailable = ({ data }) => pieces.push(data);
      made.onstop = () => {
        clearTimeout(late);
        for (const track of stream.getTracks()) track.stop();
        setState('idle');
        wanted.current(new Blob(pieces, { type: made.mimeType }));
      };
      recorder.current = made;
      made.start();
      setState('recording');
    } catch {
      setState('no_microphone');
    }
  }, [stop]);
  return { state, start, stop };
}
