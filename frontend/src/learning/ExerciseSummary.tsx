import { Badge, Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Learning.module.css';
import { draftOf, type Exercise } from './notation';
import type { ModuleDetail } from './queries';

interface ExerciseSummaryProps {
  exercise: Exercise;
  figures?: ModuleDetail['figures'][number] | undefined;
}

/** An exercise with its answers, as trainers read it. */
export function ExerciseSummary({ exercise, figures }: ExerciseSummaryProps) {
  const { t } = useTranslation('learning');
  const draft = draftOf(exercise);
  const lines = (draft.lines || draft.model).split('\n');
  const marked = lines.some((line) => line.startsWith('* '));
  return (
    <li>
      <Group gap="xs" mt="md" mb={6}>
        <Text fw={600}>{exercise.ask}</Text>
        <Badge color="gray">{t(`kind.${exercise.kind}`)}</Badge>
        {figures && (
          <Badge color={figures.average >= 70 ? 'teal' : 'orange'}>
            {t('library.first_try', { score: figures.average, count: figures.answered })}
          </Badge>
        )}
      </Group>
      {draft.said && <blockquote className={classes.said}>{draft.said}</blockquote>}
      <ul className={classes.marks}>
        {lines.map((line) => (
          <li key={line}>
            {line.startsWith('* ') ? (
              <IconCheck size={18} className={classes.tick} aria-label={t('editor.marked')} />
            ) : (
              marked && <span className={classes.tick} />
            )}
            {line.replace(/^\* /, '')}
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mb="sm">
        {exercise.why.replaceAll('**', '')}
      </Text>
    </li>
  );
}
