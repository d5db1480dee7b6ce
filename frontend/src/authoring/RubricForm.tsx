import { Button, Group, NumberInput, Paper, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { addCriterion, OUTCOME, removeCriterion } from './draft';
import classes from './Editor.module.css';
import type { Content, Criterion, Own } from './queries';

interface RubricFormProps {
  own: Own;
  content: Content;
  onChange: (content: Content) => void;
}

/** What is scored: each criterion with its weight, the competence it shows and what to do next time. */
export function RubricForm({ own, content, onChange }: RubricFormProps) {
  const { t } = useTranslation('authoring');
  const { rubric } = content;
  const set = (code: string, changed: Partial<Criterion>) =>
    onChange({
      ...content,
      rubric: rubric.map((each) => (each.code === code ? { ...each, ...changed } : each)),
    });
  return (
    <Paper component="section" p="lg" aria-label={t('tab.rubric')}>
      <Stack>
        <NumberInput
          label={t('rubric.pass_at')}
          description={t('rubric.pass_at_text')}
          min={1}
          max={100}
          maw={320}
          suffix=" %"
          value={content.pass_at}
          onChange={(value) => onChange({ ...content, pass_at: Number(value) || 70 })}
        />
        {rubric.map((each, at) => (
          <fieldset key={each.code} className={classes.group}>
            <legend>
              {each.code === OUTCOME
                ? t('rubric.outcome')
                : t('rubric.criterion', { number: at + 1 })}
            </legend>
            <div className={classes.criterion}>
              <Textarea
                label={t('rubric.text')}
                autosize
                maxLength={600}
                value={each.text}
                onChange={(event) => set(each.code, { text: event.currentTarget.value })}
              />
              <Textarea
                label={t('rubric.tip')}
                autosize
                maxLength={600}
                value={each.tip}
                onChange={(event) => set(each.code, { tip: event.currentTarget.value })}
              />
              <Select
                label={t('rubric.competence')}
                data={own.competences.map(({ code, label }) => ({
                  value: code,
                  label: `${code.toUpperCase()} ${label}`,
                }))}
                value={each.competence || null}
                searchable
                onChange={(competence) => set(each.code, { competence: competence ?? '' })}
              />
              <Select
                label={t('rubric.weight')}
                data={['1', '2', '3', '4', '5']}
                value={String(each.weight)}
                allowDeselect={false}
                onChange={(weight) => set(each.code, { weight: Number(weight) })}
              />
            </div>
            <Group>
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                leftSection={<IconTrash size={16} />}
                onClick={() => onChange(removeCriterion(content, each.code))}
              >
                {t('rubric.remove', { number: at + 1 })}
              </Button>
            </Group>
          </fieldset>
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={18} />}
            disabled={rubric.length >= 20}
            onClick={() => onChange(addCriterion(content))}
          >
            {t('rubric.add')}
          </Button>
          {!rubric.some(({ code }) => code === OUTCOME) && (
            <Button variant="default" onClick={() => onChange(addCriterion(content, OUTCOME))}>
              {t('rubric.add_outcome')}
            </Button>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('rubric.outcome_text')}
        </Text>
      </Stack>
    </Paper>
  );
}
