import { ActionIcon } from '@mantine/core';
import { IconPlayerStop, IconVolume } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useErrorToast } from './errors';

interface HearProps {
  /** Where the recording is. */
  source: string;
  /** What the button says while it is silent, and while it plays. */
  label: string;
  stop: string;
}

/** Plays a recording, and stops it. */
export function Hear({ source, label, stop }: HearProps) {
  const [playing, setPlaying] = useState(false);
  const audio = useRef<HTMLAudioElement | null>(null);
  const toast = useErrorToast();
  useEffect(() => () => audio.current?.pause(), []);
  const toggle = () => {
    audio.current?.pause();
    if (playing) return setPlaying(false);
    const sound = new Audio(source);
    audio.current = sound;
    sound.onended = () => setPlaying(false);
    setPlaying(true);
    sound.play().catch((error: unknown) => {
      setPlaying(false);
      toast(error);
    });
  };
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={playing ? stop : label}
      title={playing ? stop : label}
      onClick={toggle}
    >
      {playing ? <IconPlayerStop size={18} /> : <IconVolume size={18} />}
    </ActionIcon>
  );
}
