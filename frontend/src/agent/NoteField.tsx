import { Chip, Group, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NOTE_LENGTH } from './draft';

const readyMade = [
  'friendly',
  'hurried',
  'prefers_morning',
  'prefers_afternoon',
  'asks_details',
] as const;

interface NoteFieldProps {
  value: string;
  onChange: (note: string) => void;
}

/** A short note: ready-made phrases first, then a few words of one's own. Enter sends the form. */
export function NoteField({ value, onChange }: NoteFieldProps) {
  const { t } = useTranslation('agent');
  const toggle = (phrase: string) => {
    const without = value
      .replace(phrase, '')
      .replace(/\s{2,}/g, ' ')
      .trim();
    onChange(value.includes(phrase) ? without : `${value} ${phrase}`.trim().slice(0, NOTE_LENGTH));
  };
  return (
    <Stack gap="xs">
      <Text fw={600} size="md" id="note-label">
        {t('note.label')}
      </Text>
      <Group gap="xs" role="group" aria-labelledby="note-label">
        {readyMade.map((name) => {
          const phrase = t(`note.${name}`);
          return (
            <Chip
              key={name}
              checked={value.includes(phrase)}
              onChange={() => toggle(phrase)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }}
            >
              {phrase}
            </Chip>
          );
        })}
      </Group>
      <Textarea
        aria-label={t('note.own')}
        placeholder={t('note.placeholder')}
        description={t('note.rule')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
        maxLength={NOTE_LENGTH}
        autosize
        minRows={1}
        maxRows={4}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      />
      <Text size="sm" c="dimmed" ta="right" mt={-28}>
        {value.length}/{NOTE_LENGTH}
      </Text>
    </Stack>
  );
}
