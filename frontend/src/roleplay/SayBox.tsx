import { Button, Group, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { useErrorSentence } from '../shared/ui/errors';

interface SayBoxProps {
  label: string;
  hint: string;
  submit: string;
  disabled?: boolean;
  pending: boolean;
  /** Why the last words were not kept. */
  error: unknown;
  /** Rejects when it was not kept: the words stay, and are sent again under the same id. */
  onSay: (words: string, id: string) => Promise<unknown>;
}

/** One's own words, sent by Enter. Sent twice over a broken line they are said once. */
export function SayBox({ label, hint, submit, disabled, pending, error, onSay }: SayBoxProps) {
  const sentence = useErrorSentence();
  const [words, setWords] = useState('');
  const id = useRef<string | null>(null);
  const change = (next: string) => {
    id.current = null;
    setWords(next);
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const said = words.trim();
    if (!said || pending || disabled) return;
    id.current ??= crypto.randomUUID();
    onSay(said, id.current)
      .then(() => change(''))
      .catch(() => undefined);
  };
  return (
    <form onSubmit={send}>
      <Textarea
        label={label}
        description={hint}
        value={words}
        error={error && id.current ? sentence(error) : undefined}
        disabled={disabled}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
        maxLength={400}
        autosize
        minRows={2}
        maxRows={4}
      />
      <Group justify="flex-end" mt="xs">
        <Button
          type="submit"
          size="sm"
          leftSection={<IconSend size={18} />}
          loading={pending}
          disabled={disabled || words.trim() === ''}
        >
          {submit}
        </Button>
      </Group>
    </form>
  );
}
