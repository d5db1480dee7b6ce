import { Button } from '@mantine/core';
import { IconPlayerStop, IconVolume } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A voice of this machine for the language; one that would ask a server somewhere is never used. */
function localVoice(language: string): SpeechSynthesisVoice | null {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return (
    voices.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language)) ??
    null
  );
}

/** The voice of this workstation, or null where it has none; voices arrive a moment after the page. */
export function useVoice(language: string): SpeechSynthesisVoice | null {
  const [voice, setVoice] = useState(() => localVoice(language));
  useEffect(() => {
    const synthesis = globalThis.speechSynthesis;
    if (!synthesis) return;
    const look = () => setVoice(localVoice(language));
    look();
    synthesis.addEventListener('voiceschanged', look);
    return () => {
      synthesis.removeEventListener('voiceschanged', look);
      synthesis.cancel();
    };
  }, [language]);
  return voice;
}

interface ReadAloudProps {
  text: string;
  voice: SpeechSynthesisVoice | null;
  /** Another word than « listen to the text ». */
  label?: string;
}

/** Reads a text aloud where this workstation has a voice; elsewhere there is no button that does nothing. */
export function ReadAloud({ text, voice, label }: ReadAloudProps) {
  const { t } = useTranslation('learning');
  const [speaking, setSpeaking] = useState(false);
  if (!voice) return null;
  const toggle = () => {
    speechSynthesis.cancel();
    if (speaking) return setSpeaking(false);
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice;
    said.lang = voice.lang;
    said.rate = 0.92;
    said.onend = () => setSpeaking(false);
    said.onerror = () => setSpeaking(false);
    setSpeaking(true);
    speechSynthesis.speak(said);
  };
  return (
    <Button
      variant="default"
      leftSection={speaking ? <IconPlayerStop size={20} /> : <IconVolume size={20} />}
      onClick={toggle}
    >
      {speaking ? t('audio.stop') : (label ?? t('audio.listen'))}
    </Button>
  );
}
