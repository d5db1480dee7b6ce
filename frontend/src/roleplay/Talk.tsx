import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RolePlay } from './queries';
import classes from './StagePage.module.css';

/** What was said and done, as the trainer follows it. */
export function Talk({ play }: { play: RolePlay }) {
  const { t } = useTranslation(['roleplay', 'practice']);
  const box = useRef<HTMLDivElement>(null);
  const count = play.lines.length;
  useEffect(() => {
    if (count > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [count]);
  return (
    <div
      ref={box}
      className={classes.talk}
      role="log"
      aria-label={t('practice:talk.log')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
      tabIndex={0}
    >
      {count === 0 && <Text c="dimmed">{t('talk.begin')}</Text>}
      {play.lines.map((line) =>
        line.kind === 'say' ? (
          <div key={line.id} className={classes.said} data-who={line.who}>
            <Text size="xs" c="dimmed">
              {line.who === 'customer' ? t('talk.you') : play.alias}
            </Text>
            <span lang={play.scenario.language}>{line.words}</span>
          </div>
        ) : (
          <span key={line.id} className={classes.done}>
            {line.kind === 'mood'
              ? t('talk.mood', { mood: t(`practice:mood.${line.mood ?? 'calm'}`) })
              : line.kind === 'tick'
                ? t('talk.tick', {
                    name: play.alias,
                    said: line.codes.map((code) => t(`duty.${code}`)).join(', '),
                  })
                : line.kind === 'hang_up'
                  ? t(`talk.hang_up_${line.who}`, { name: play.alias })
                  : t(`talk.${line.kind}`, { name: play.alias })}
          </span>
        ),
      )}
    </div>
  );
}
