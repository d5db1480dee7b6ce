import { Badge, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import classes from './Papers.module.css';
import type { Gathered } from './queries';

interface GatheredViewProps {
  gathered: Gathered;
  /** For the apprentice: nothing but what was done, in plain words. */
  own?: boolean;
}

/** What was seen since the last follow-up: counts, competences before and now, the calls to talk about. */
export function GatheredView({ gathered, own = false }: GatheredViewProps) {
  const { t } = useTranslation(['papers', 'competences']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const hours = Math.floor(gathered.worked_minutes / 60);
  return (
    <div className={classes.talks}>
      <dl className={classes.facts}>
        <dt>{t('gathered.since')}</dt>
        <dd>
          {gathered.since ? format.date(gathered.since, zone) : t('gathered.from_the_beginning')}
        </dd>
        <dt>{t('gathered.practices')}</dt>
        <dd>
          {t('gathered.practices_value', {
            count: gathered.practices,
            good: gathered.good_practices,
          })}
        </dd>
        <dt>{t('gathered.reviews')}</dt>
        <dd>{gathered.reviews}</dd>
        <dt>{t('gathered.time')}</dt>
        <dd>
          {t('gathered.time_value', { hours, minutes: gathered.worked_minutes % 60 })} ·{' '}
          {t('gathered.halves', { count: gathered.halves })}
        </dd>
      </dl>
      {gathered.competences.length === 0 ? (
        <Text c="dimmed">{t('gathered.nothing')}</Text>
      ) : (
        <ul className={classes.list}>
          {gathered.competences.map((each) => (
            <li key={each.competence}>
              <Group justify="space-between" wrap="nowrap" gap="md" mb={4}>
                <Text fw={550}>{each.title}</Text>
                <Group gap="xs" wrap="nowrap">
                  {each.before && each.before !== each.decided && (
                    <Text size="sm" c="dimmed">
                      {t('gathered.before', { level: t(`competences:level.${each.before}`) })}
                    </Text>
                  )}
                  {each.decided ? (
                    <Badge color={each.decided === 'acquired' ? 'teal' : 'gray'} miw="max-content">
                      {t(`competences:level.${each.decided}`)}
                    </Badge>
                  ) : (
                    each.proposed &&
                    !own && (
                      <Badge color="blue" miw="max-content">
                        {t('gathered.proposed', {
                          level: t(`competences:level.${each.proposed}`),
                        })}
                      </Badge>
                    )
                  )}
                </Group>
              </Group>
              {each.score !== null && (
                <>
                  <Progress value={each.score} color="cobalt" aria-hidden="true" />
                  <Text size="sm" c="dimmed" mb="sm">
                    {t('gathered.mean', {
                      count: each.evidence,
                      score: format.percent(each.score / 100),
                    })}
                    {each.before_score !== null &&
                      ` · ${t('gathered.mean_before', { score: format.percent(each.before_score / 100) })}`}
                  </Text>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {gathered.talks.length > 0 && (
        <ul className={classes.list}>
          {gathered.talks.map((talk) => (
            <li key={`${talk.kind}${talk.at}`}>
              <Group justify="space-between" wrap="nowrap" gap="md">
                <span>
                  <Text component="span" fw={550}>
                    {talk.title}
                  </Text>
                  <Text component="span" size="sm" c="dimmed" display="block">
                    {t(`gathered.${talk.kind}`)} · {format.dateTime(talk.at, zone)}
                    {talk.guided && ` · ${t('gathered.guided')}`}
                  </Text>
                </span>
                <Badge color={talk.good ? 'teal' : 'orange'} miw="max-content">
                  {format.percent(talk.score / 100)}
                </Badge>
              </Group>
              {talk.comment && (
                <Text size="sm" mt={4} style={{ whiteSpace: 'pre-wrap' }}>
                  {talk.comment}
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
