import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Learning.module.css';
import type { ProfileLine } from './queries';

interface ProfileProps {
  lines: ProfileLine[];
  /** The referential's wording instead of the learner's. */
  formal?: boolean;
}

/** Each competence as a bar of what was seen, with a mark where the person saw the own self. */
export function Profile({ lines, formal }: ProfileProps) {
  const { t } = useTranslation('learning');
  return (
    <>
      <ul className={classes.profile}>
        {lines.map((line) => (
          <li key={line.competence} className={classes.line}>
            <div>
              <Text fw={550}>{(formal ? null : line.plain) ?? line.title}</Text>
              <Text size="sm" c="dimmed">
                {line.score === null ? t('profile.unseen') : t(`profile.level.${step(line.score)}`)}
                {formal && line.score !== null && ` · ${line.score} %`}
                {formal && line.blocks.length > 0 && ` · ${line.blocks.join(', ')}`}
              </Text>
            </div>
            <div className={classes.bar} aria-hidden="true">
              <span className={classes.fillup} style={{ width: `${line.score ?? 0}%` }} />
              {line.self_score !== null && (
                <span className={classes.own} style={{ insetInlineStart: `${line.self_score}%` }} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {lines.some(({ self_score }) => self_score !== null) && (
        <Text size="sm" c="dimmed" mt="md">
          {t('profile.own')}
        </Text>
      )}
    </>
  );
}

function step(score: number): 'start' | 'way' | 'good' {
  return score >= 70 ? 'good' : score >= 35 ? 'way' : 'start';
}
