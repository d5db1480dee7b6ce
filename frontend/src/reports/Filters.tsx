import { Paper, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import {
  isPeriod,
  type Period,
  type PeriodName,
  periodBefore,
  periodNames,
  periodOf,
} from './periods';
import { type Angle, choicesQuery, type Order } from './queries';
import classes from './Reports.module.css';

export interface Chosen {
  period: PeriodName;
  own?: Period;
  compared: boolean;
  site_id?: string;
  campaign_id?: string;
  list_id?: string;
  agent_id?: string;
}

const narrowings = ['site_id', 'campaign_id', 'list_id', 'agent_id'] as const;

/** What is asked of the server; null while the days are half said. */
export function orderOf(chosen: Chosen, by: Angle, today: string): Order | null {
  const period = chosen.period === 'own' ? chosen.own : periodOf(chosen.period, today);
  if (!period || !isPeriod(period)) return null;
  const order: Order = { by, ...period };
  if (chosen.compared) {
    const before = periodBefore(period);
    order.before_since = before.since;
    order.before_until = before.until;
  }
  for (const name of narrowings) {
    const value = chosen[name];
    if (value) order[name] = value;
  }
  return order;
}

interface FiltersProps {
  chosen: Chosen;
  today: string;
  onChange: (chosen: Chosen) => void;
}

/** The period, what it is compared with, and whose work. */
export function Filters({ chosen, today, onChange }: FiltersProps) {
  const { t } = useTranslation('reports');
  const me = useMe();
  const { data } = useQuery(choicesQuery);
  const own = chosen.own ?? periodOf('week', today);
  const change = (more: Partial<Chosen>) => onChange({ ...chosen, ...more });
  const narrowed = [
    ['site_id', data?.sites ?? []],
    ['campaign_id', data?.campaigns ?? []],
    ['list_id', data?.lists ?? []],
    ['agent_id', data?.agents ?? []],
  ] as const;
  return (
    <Paper p="md" component="section" aria-label={t('filters')}>
      <div className={classes.filters}>
        <div className={classes.wide}>
          <SegmentedControl
            value={chosen.period}
            onChange={(value) => change({ period: value as PeriodName, own })}
            data={periodNames.map((each) => ({ value: each, label: t(`period.${each}`) }))}
            aria-label={t('period_label')}
          />
        </div>
        {chosen.period === 'own' && (
          <>
            <TextInput
              type="date"
              size="sm"
              label={t('since')}
              value={own.since}
              max={own.until || undefined}
              onChange={(event) => change({ own: { ...own, since: event.currentTarget.value } })}
            />
            <TextInput
              type="date"
              size="sm"
              label={t('until')}
              value={own.until}
              min={own.since || undefined}
              onChange={(event) => change({ own: { ...own, until: event.currentTarget.value } })}
            />
          </>
        )}
        {narrowed
          .filter(
            ([name, choices]) =>
              choices.length > 0 && !(name === 'agent_id' && me.role === 'partner'),
          )
          .map(([name, choices]) => (
            <Select
              key={name}
              size="sm"
              label={t(`only.${name}`)}
              placeholder={t('all')}
              data={choices.map(({ id, name: label }) => ({ value: id, label }))}
              value={chosen[name] ?? null}
              onChange={(value) => change({ [name]: value ?? undefined })}
              clearable
              searchable
            />
          ))}
        <Switch
          className={classes.switch}
          label={t('compare')}
          checked={chosen.compared}
          onChange={(event) => change({ compared: event.currentTarget.checked })}
        />
      </div>
    </Paper>
  );
}
