import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import classes from './Steps.module.css';

export type Bar = components['schemas']['Bar'];

const place = { not_acquired: 1, in_progress: 2, acquired: 3 } as const;

interface StepsProps {
  bars: Bar[];
  /** The exact wording of the referential instead of the learner's. */
  formal?: boolean;
  aside?: (bar: Bar) => ReactNode;
}

/** Each competence as a path of three steps; full where a trainer decided, outlined where evidence only proposes. */
export function Steps({ bars, formal, aside }: StepsProps) {
  const { t } = useTranslation('competences');
  return (
    <ul className={classes.bars}>
      {bars.map((bar) => {
        const level = bar.decided ?? bar.proposed;
        const steps = level === null ? 0 : place[level];
        return (
          <li key={bar.competence} className={classes.bar}>
            <div className={classes.words}>
              <Text fw={550}>{(formal ? null : bar.plain) ?? bar.title}</Text>
              <Text size="sm" c="dimmed">
                {t(
                  bar.decided
                    ? 'stands.decided'
                    : bar.proposed
                      ? 'stands.proposed'
                      : 'stands.nothing',
                  {
                    level: level ? t(`level.${level}`) : '',
                  },
                )}
                {bar.evidence > 0 && ` · ${t('evidence', { count: bar.evidence })}`}
              </Text>
            </div>
            <span
              className={classes.path}
              data-decided={bar.decided !== null || undefined}
              aria-hidden="true"
            >
              {[1, 2, 3].map((at) => (
                <span key={at} data-full={at <= steps || undefined}>
                  {at === 3 && steps === 3 && bar.decided && <IconCheck size={16} />}
                </span>
              ))}
            </span>
            {aside?.(bar)}
          </li>
        );
      })}
    </ul>
  );
}
