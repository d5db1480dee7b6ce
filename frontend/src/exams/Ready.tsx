import { Badge, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import classes from './Exams.module.css';
import type { Exam } from './queries';

/** How far the way is done, and what is still missing: no mark, no rank. */
export function Ready({ exam }: { exam: Exam }) {
  const { t } = useTranslation('exams');
  return (
    <Panel title={t('ready.title')}>
      <Progress value={exam.steps ? (100 * exam.done) / exam.steps : 0} color="teal" aria-hidden />
      <Text mt={6} mb="md">
        {t('ready.done', { done: exam.done, steps: exam.steps })}
      </Text>
      {exam.lacks.length === 0 ? (
        <Text fw={600}>{t('ready.all')}</Text>
      ) : (
        (['decision', 'mock_exam', 'evaluation', 'example'] as const).map((what) => {
          const lacks = exam.lacks.filter((each) => each.what === what);
          if (lacks.length === 0) return null;
          return (
            <section key={what} aria-label={t(`lack.${what}`)}>
              <Text fw={600} mt="sm">
                {t(`lack.${what}`)}
              </Text>
              <ul>
                {lacks.map((each) => (
                  <li key={each.title}>{each.title}</li>
                ))}
              </ul>
            </section>
          );
        })
      )}
    </Panel>
  );
}

/** Every competence of a block before the exam: decided, evaluated in the course, best mock exam. */
export function Blocks({ exam }: { exam: Exam }) {
  const { t } = useTranslation(['exams', 'competences']);
  const format = useFormat();
  return exam.blocks.map((block) => (
    <Panel key={block.code} title={block.title}>
      <ul className={classes.list}>
        {block.competences.map((each) => (
          <li key={each.competence} className={classes.row}>
            <Text fw={550}>{each.title}</Text>
            <Group gap="xs" justify="flex-end">
              {each.exam_score !== null && (
                <Badge color="blue">
                  {t('exam_score', { score: format.percent(each.exam_score / 100) })}
                </Badge>
              )}
              {each.evaluated && (
                <Badge color={each.evaluated === 'acquired' ? 'teal' : 'orange'}>
                  {t(`evaluated.${each.evaluated}`)}
                </Badge>
              )}
              <Badge color={each.decided === 'acquired' ? 'teal' : 'gray'} miw="max-content">
                {each.decided ? t(`competences:level.${each.decided}`) : t('not_decided')}
              </Badge>
            </Group>
          </li>
        ))}
      </ul>
    </Panel>
  ));
}
