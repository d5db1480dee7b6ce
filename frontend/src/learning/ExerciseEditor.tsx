import { Button, Group, Select, SimpleGrid, Textarea } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Choice } from './competences';
import classes from './Learning.module.css';
import { type Draft, freeName, KINDS, newDraft } from './notation';

interface ExercisesEditorProps {
  drafts: Draft[];
  competences: Choice[];
  /** Names that exercises have already. */
  taken: string[];
  onChange: (drafts: Draft[]) => void;
}

/** The exercises of a part of a module, or of an assessment's block: changed, removed, added. */
export function ExercisesEditor({ drafts, competences, taken, onChange }: ExercisesEditorProps) {
  const { t } = useTranslation('learning');
  return (
    <>
      {drafts.map((draft, at) => (
        <ExerciseEditor
          key={draft.id}
          draft={draft}
          place={at}
          competences={competences}
          onChange={(changed) =>
            onChange(drafts.map((each, index) => (index === at ? changed : each)))
          }
          onRemove={() => onChange(drafts.filter((_, index) => index !== at))}
        />
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} />}
          disabled={competences.length === 0}
          onClick={() =>
            onChange([
              ...drafts,
              newDraft(freeName('exercice', taken), competences[0]?.value ?? ''),
            ])
          }
        >
          {t('editor.add_exercise')}
        </Button>
      </Group>
    </>
  );
}

interface ExerciseEditorProps {
  draft: Draft;
  place: number;
  competences: Choice[];
  onChange: (draft: Draft) => void;
  onRemove: () => void;
}

function ExerciseEditor({ draft, place, competences, onChange, onRemove }: ExerciseEditorProps) {
  const { t } = useTranslation('learning');
  const field = (
    name: 'ask' | 'simple' | 'hint' | 'why' | 'said' | 'lines' | 'model' | 'must' | 'never',
  ) => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  const said = draft.kind === 'listen' || draft.kind === 'rewrite';
  return (
    <fieldset className={classes.editedPart}>
      <legend>{t('editor.exercise', { number: place + 1 })}</legend>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('editor.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => onChange({ ...draft, kind: (kind as Draft['kind']) ?? 'choice' })}
        />
        <Select
          label={t('editor.competence')}
          data={competences}
          value={draft.competence}
          allowDeselect={false}
          onChange={(competence) => onChange({ ...draft, competence: competence ?? '' })}
        />
      </SimpleGrid>
      <Textarea label={t('editor.ask')} withAsterisk autosize maxLength={600} {...field('ask')} />
      <Textarea label={t('editor.ask_simple')} autosize maxLength={600} {...field('simple')} />
      {said && (
        <Textarea
          label={t(draft.kind === 'listen' ? 'editor.said' : 'editor.original')}
          autosize
          minRows={2}
          maxLength={1500}
          {...field('said')}
        />
      )}
      {draft.kind === 'rewrite' ? (
        <>
          <Textarea label={t('editor.model')} autosize maxLength={1500} {...field('model')} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Textarea
              label={t('editor.must')}
              description={t('editor.checks')}
              autosize
              minRows={3}
              {...field('must')}
            />
            <Textarea
              label={t('editor.never')}
              description={t('editor.checks')}
              autosize
              minRows={3}
              {...field('never')}
            />
          </SimpleGrid>
        </>
      ) : (
        <Textarea
          label={t('editor.lines')}
          description={t(`editor.how.${draft.kind}`)}
          autosize
          minRows={3}
          {...field('lines')}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Textarea label={t('editor.hint')} autosize maxLength={600} {...field('hint')} />
        <Textarea label={t('editor.why')} withAsterisk autosize maxLength={600} {...field('why')} />
      </SimpleGrid>
      <Group>
        <Button variant="subtle" leftSection={<IconTrash size={18} />} onClick={onRemove}>
          {t('editor.remove_exercise')}
        </Button>
      </Group>
    </fieldset>
  );
}
