import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedEvent } from '../api/types';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import classes from './CampaignResults.module.css';
import type { Results } from './queries';

export interface LiveOutcome {
  id: number;
  at: string;
  code: string;
  positive: boolean;
  adviser: string;
}

const MOST = 8;

/** The campaign's outcomes among new events, newest first, after those already shown. */
export function withNew(
  shown: LiveOutcome[],
  events: FeedEvent[],
  campaign: string,
): LiveOutcome[] {
  const fresh = events
    .filter(({ action, campaign_id }) => action === 'outcome.recorded' && campaign_id === campaign)
    .map(({ id, at, code, positive, adviser }) => ({
      id,
      at,
      code: String(code),
      positive: positive === true,
      adviser: String(adviser),
    }));
  return [...fresh.reverse(), ...shown].slice(0, MOST);
}

/** What calls have just given, as it happens; agents by alias. */
export function LiveOutcomes({ outcomes, results }: { outcomes: LiveOutcome[]; results: Results }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const labels = new Map(results.outcomes.map(({ code, label }) => [code, label]));
  return (
    <Panel title={t('results.live')}>
      {outcomes.length === 0 ? (
        <Text c="dimmed">{t('results.live_none')}</Text>
      ) : (
        <ul className={classes.live} aria-live="polite">
          {outcomes.map(({ id, at, code, positive, adviser }) => (
            <li key={id}>
              <Group justify="space-between" wrap="nowrap">
                <span>
                  <Text span c="dimmed" mr={8}>
                    {format.time(at, results.zone)}
                  </Text>
                  {labels.get(code) ?? '…'}{' '}
                  {positive && (
                    <Badge color="teal" size="sm">
                      {t('results.positive_mark')}
                    </Badge>
                  )}
                </span>
                <Text span size="sm" c="dimmed">
                  {t('results.adviser', { alias: adviser })}
                </Text>
              </Group>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** What each agent brought, by alias: nobody learns who calls. */
export function Advisers({ results }: { results: Results }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  return (
    <Panel title={t('results.advisers')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('results.advisers_text')}
      </Text>
      <ul className={classes.live}>
        {results.advisers.map(({ adviser, outcomes, positive }) => (
          <li key={adviser}>
            <Group justify="space-between" wrap="nowrap">
              <span>{t('results.adviser', { alias: adviser })}</span>
              <Text span size="sm">
                {t('results.adviser_did', {
                  positive: format.number(positive),
                  outcomes: format.number(outcomes),
                })}
              </Text>
            </Group>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
