import { Button, Collapse, SegmentedControl, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bars } from '../shared/charts/Bars';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import { DayBars } from './DayBars';
import type { Results } from './queries';

const DAYS_SHOWN = 30;
const HEIGHT = 260;

/** Outcomes day after day, or by the hour of the day; the same numbers as a table on demand. */
export function TimeChart({ results }: { results: Results }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const [by, setBy] = useState<'day' | 'hour'>('day');
  const [shown, table] = useDisclosure();
  const rows =
    by === 'day'
      ? results.per_day.map(({ day, ...rest }) => ({
          label: format.shortDay(`${day}T00:00:00Z`, 'UTC'),
          ...rest,
        }))
      : results.per_hour.map(({ hour, ...rest }) => ({
          label: t('results.hour', { hour }),
          ...rest,
        }));
  return (
    <Panel
      title={by === 'day' ? t('results.by_day') : t('results.by_hour')}
      aside={
        <SegmentedControl
          size="sm"
          aria-label={t('results.by')}
          value={by}
          onChange={(value) => setBy(value as 'day' | 'hour')}
          data={[
            { value: 'day', label: t('results.day') },
            { value: 'hour', label: t('results.hour_of_day') },
          ]}
        />
      }
    >
      {by === 'day' ? (
        <DayBars days={results.per_day} count={DAYS_SHOWN} height={HEIGHT} />
      ) : (
        <HourBars results={results} />
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        mt="xs"
        aria-expanded={shown}
        onClick={table.toggle}
      >
        {shown ? t('results.hide_table') : t('results.show_table')}
      </Button>
      <Collapse expanded={shown}>
        <Table verticalSpacing={5} mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{by === 'day' ? t('results.day') : t('results.hour_of_day')}</Table.Th>
              <Table.Th ta="right">{t('results.outcomes')}</Table.Th>
              <Table.Th ta="right">{t('results.positive')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ label, outcomes, positive }) => (
              <Table.Tr key={label}>
                <Table.Td>{label}</Table.Td>
                <Table.Td ta="right">{format.number(outcomes)}</Table.Td>
                <Table.Td ta="right">{format.number(positive)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Collapse>
    </Panel>
  );
}

function HourBars({ results }: { results: Results }) {
  const { t } = useTranslation('partner');
  const { labels, series } = useMemo(() => {
    const known = new Map(results.per_hour.map((each) => [each.hour, each]));
    const hours = [...known.keys()];
    const first = Math.min(8, ...hours);
    const last = Math.max(19, ...hours);
    const shown = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return {
      labels: shown.map((hour) => t('results.hour', { hour })),
      series: [
        {
          label: t('results.outcomes'),
          colour: '#8494e6',
          values: shown.map((hour) => known.get(hour)?.outcomes ?? 0),
        },
        {
          label: t('results.positive'),
          colour: '#0b6b46',
          values: shown.map((hour) => known.get(hour)?.positive ?? 0),
        },
      ],
    };
  }, [results, t]);
  return (
    <Bars
      slot={t('results.hour_of_day')}
      caption={t('results.by_hour')}
      labels={labels}
      series={series}
      height={HEIGHT}
    />
  );
}
