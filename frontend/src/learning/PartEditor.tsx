import {
  Button,
  Group,
  MultiSelect,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Choice } from './competences';
import { ExercisesEditor } from './ExerciseEditor';
import { Markdown, pictureNames } from './Markdown';
import { type Draft, freeName, type Part } from './notation';

/** A part of a module while it is being written. */
export interface DraftPart extends Omit<Part, 'exercises'> {
  drafts: Draft[];
}

export function emptyPart(taken: string[]): DraftPart {
  return {
    id: freeName('partie', taken),
    title: '',
    role: 'core',
    after: null,
    covers: [],
    text: '',
    simple: '',
    drafts: [],
  };
}

interface PartEditorProps {
  part: DraftPart;
  parts: DraftPart[];
  place: number;
  competences: Choice[];
  names: string[];
  onChange: (part: DraftPart) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One part: for whom it is, its text in both wordings, its exercises. */
export function PartEditor(props: PartEditorProps) {
  const { part, parts, place, competences, names, onChange, onMove, onRemove } = props;
  const { t } = useTranslation('learning');
  const others = (from: number, to?: number) =>
    parts
      .slice(from, to)
      .filter(({ role }) => role === 'core')
      .map(({ id, title }) => ({ value: id, label: title || id }));
  return (
    <Paper p="lg" component="section" aria-label={t('editor.part', { number: place + 1 })}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('editor.part', { number: place + 1 })}
        </Title>
        <Group gap={4}>
          {([-1, 1] as const).map((by) => (
            <Button
              key={by}
              variant="default"
              px={8}
              aria-label={t(by < 0 ? 'answer.up' : 'answer.down', { words: part.title })}
              disabled={place + by < 0 || place + by >= parts.length}
              onClick={() => onMove(by)}
            >
              {by < 0 ? <IconArrowUp size={18} /> : <IconArrowDown size={18} />}
            </Button>
          ))}
          <Button
            variant="default"
            px={8}
            aria-label={t('editor.remove', { name: part.title })}
            disabled={parts.length === 1}
            onClick={onRemove}
          >
            <IconTrash size={18} />
          </Button>
        </Group>
      </Group>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            size="sm"
            label={t('editor.part_title')}
            maxLength={120}
            value={part.title}
            onChange={(event) => onChange({ ...part, title: event.currentTarget.value })}
          />
          <Select
            label={t('editor.role')}
            data={(['core', 'entry', 'extra'] as const).map((role) => ({
              value: role,
              label: t(`role.${role}`),
            }))}
            value={part.role ?? 'core'}
            allowDeselect={false}
            onChange={(role) =>
              onChange({ ...part, role: (role as 'core') ?? 'core', after: null, covers: [] })
            }
          />
          {part.role === 'extra' && (
            <Select
              label={t('editor.after')}
              data={others(0, place)}
              value={part.after ?? null}
              onChange={(after) => onChange({ ...part, after })}
            />
          )}
          {part.role === 'entry' && (
            <MultiSelect
              label={t('editor.covers')}
              data={others(place + 1)}
              value={[...(part.covers ?? [])]}
              onChange={(covers) => onChange({ ...part, covers })}
            />
          )}
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          {t('editor.markdown', { pictures: pictureNames.join(', ') })}
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Textarea
            label={t('editor.text')}
            autosize
            minRows={6}
            maxLength={6000}
            value={part.text ?? ''}
            onChange={(event) => onChange({ ...part, text: event.currentTarget.value })}
          />
          <Textarea
            label={t('editor.simple')}
            autosize
            minRows={6}
            maxLength={6000}
            value={part.simple ?? ''}
            onChange={(event) => onChange({ ...part, simple: event.currentTarget.value })}
          />
        </SimpleGrid>
        {part.text && (
          <details>
            <summary>{t('editor.preview')}</summary>
            <Markdown source={part.text} />
          </details>
        )}
        <ExercisesEditor
          drafts={part.drafts}
          competences={competences}
          taken={names}
          onChange={(drafts) => onChange({ ...part, drafts })}
        />
      </Stack>
    </Paper>
  );
}
