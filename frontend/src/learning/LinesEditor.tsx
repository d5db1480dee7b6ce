import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DraftLine } from './block-draft';
import type { Choice } from './competences';
import classes from './Learning.module.css';
import { freeName } from './notation';

interface LinesEditorProps {
  lines: DraftLine[];
  /** What names of new lines begin with. */
  stem: string;
  label: (number: number) => string;
  add: string;
  competences: Choice[];
  /** Each line shows a competence; otherwise it may, and without one it only informs. */
  required?: boolean;
  onChange: (lines: DraftLine[]) => void;
}

/** Statements of a self-assessment, or criteria of what is done together: one line each, with its competence. */
export function LinesEditor(props: LinesEditorProps) {
  const { lines, stem, label, add, competences, required = false, onChange } = props;
  const { t } = useTranslation('learning');
  const set = (at: number, part: Partial<DraftLine>) =>
    onChange(lines.map((each, place) => (place === at ? { ...each, ...part } : each)));
  return (
    <>
      {lines.map((line, at) => (
        <div key={line.id} className={classes.blockLine}>
          <TextInput
            size="sm"
            label={label(at + 1)}
            maxLength={300}
            value={line.words}
            onChange={(event) => set(at, { words: event.currentTarget.value })}
          />
          <Select
            label={t('editor.competence')}
            data={competences}
            value={line.competence || null}
            allowDeselect={!required}
            clearable={!required}
            onChange={(competence) => set(at, { competence: competence ?? '' })}
          />
          <Button
            variant="default"
            px={8}
            aria-label={t('blocks.remove', { name: label(at + 1) })}
            onClick={() => onChange(lines.filter((_, place) => place !== at))}
          >
            <IconTrash size={18} />
          </Button>
        </div>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} />}
          onClick={() =>
            onChange([
              ...lines,
              {
                id: freeName(
                  stem,
                  lines.map(({ id }) => id),
                ),
                words: '',
                competence: required ? (competences[0]?.value ?? '') : '',
              },
            ])
          }
        >
          {add}
        </Button>
      </Group>
    </>
  );
}
