import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../shared/ui/Page';
import type { RolePlay } from './queries';
import classes from './StagePage.module.css';

/** Who the trainer is: need, mood, objections, traps, and which of the opening's phrases were said. */
export function CustomerCard({ play }: { play: RolePlay }) {
  const { t } = useTranslation(['roleplay', 'trainer']);
  const { scenario } = play;
  const traps = [...new Set(scenario.nodes.flatMap(({ trap }) => trap ?? []))];
  const facts: [string, string][] = [
    [t('card.mood'), scenario.customer_mood],
    [t('card.need'), scenario.need],
    [t('card.goal'), scenario.goal],
  ];
  return (
    <Panel title={t('card.title')}>
      <Text fw={600} mb="xs">
        {scenario.customer}
      </Text>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd lang={scenario.language}>{value}</dd>
          </div>
        ))}
        {play.objections.length > 0 && (
          <div>
            <dt>{t('card.objections')}</dt>
            {play.objections.map((words) => (
              <dd key={words} lang={scenario.language}>
                « {words} »
              </dd>
            ))}
          </div>
        )}
        {traps.length > 0 && (
          <div>
            <dt>{t('card.traps')}</dt>
            <dd>
              <Group gap={6}>
                {traps.map((trap) => (
                  <Badge key={trap} color="orange">
                    {t(`trainer:trap.${trap as 'insult'}`)}
                  </Badge>
                ))}
              </Group>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('card.duties')}</dt>
          <dd>
            <Group gap={6}>
              {play.due.map((code) => (
                <Badge key={code} color={play.ticked.includes(code) ? 'teal' : 'gray'}>
                  {t(`duty.${code}`)}
                  {play.ticked.includes(code) && ` · ${t('card.said')}`}
                </Badge>
              ))}
            </Group>
          </dd>
        </div>
        {play.outcome && (
          <div>
            <dt>{t('card.outcome')}</dt>
            <dd>
              {play.outcome}
              {play.right_outcomes.length > 0 &&
                ` (${t('card.right', { outcomes: play.right_outcomes.join(' / ') })})`}
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}
