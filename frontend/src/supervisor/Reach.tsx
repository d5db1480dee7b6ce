import { SegmentedControl, SimpleGrid, Table, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { components } from '../api/schema';
import { Bars } from '../shared/charts/Bars';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import { Shares } from '../shared/ui/Shares';
import { WideTable } from '../shared/ui/WideTable';
import { OneContact } from './OneContact';
import { reachQuery, snapshotQuery, useMaySteer } from './queries';
import classes from './Reach.module.css';
import { Reopening } from './Reopening';
import { nextDays, nextHours, openings } from './reach';

type Reachability = components['schemas']['Reachability'];

const COLOURS = { now: '#0b6b46', later: '#8d9dea', never: '#5b6675' } as const;

/** Who of a campaign may be called now, later or never, by which rule, and what the coming hours bring. */
export function Reach({ campaign, closed }: { campaign: string; closed: boolean }) {
  const { t } = useTranslation('supervisor');
  const maySteer = useMaySteer();
  const { data } = useQuery(reachQuery(campaign));
  const zone = useQuery({ ...snapshotQuery, select: ({ site_zone }) => site_zone }).data;
  if (!data || !zone || data.now + data.later + data.never === 0) return null;
  const shares = (['now', 'later', 'never'] as const).map((when) => ({
    key: when,
    label: t(`reach.${when}`),
    value: data[when],
    colour: COLOURS[when],
  }));
  return (
    <Panel title={t('reach.title')}>
      <Shares label={t('reach.title')} shares={shares} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} mt="md" spacing="xl">
        <Reasons found={data} zone={zone} />
        <Hours found={data} zone={zone} />
      </SimpleGrid>
      {maySteer && <OneContact />}
      {maySteer && <Reopening campaign={campaign} editable={!closed} />}
    </Panel>
  );
}

function Reasons({ found, zone }: { found: Reachability; zone: string }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  return (
    <WideTable minWidth={420}>
      <Table>
        <VisuallyHidden component="caption">{t('reach.reasons')}</VisuallyHidden>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('reach.why')}</Table.Th>
            <Table.Th ta="right">{t('reach.count')}</Table.Th>
            <Table.Th>{t('reach.from')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.reasons.map((reason) => (
            <Table.Tr key={`${reason.when}.${reason.code}`}>
              <Table.Td>
                {reason.label}
                {reason.source && (
                  <Text size="xs" c="dimmed">
                    {reason.source}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right" fw={650}>
                {format.number(reason.count)}
              </Table.Td>
              <Table.Td>
                {reason.when === 'now' && t('reach.at_once')}
                {reason.when === 'never' && t('reach.for_good')}
                {reason.when === 'later' &&
                  (reason.next_at ? format.dateTime(reason.next_at, zone) : t('reach.by_hand'))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function Hours({ found, zone }: { found: Reachability; zone: string }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const [span, setSpan] = useState<'hours' | 'week'>('hours');
  const slots = useMemo(
    () => (span === 'hours' ? nextHours(found) : nextDays(found, zone)),
    [found, span, zone],
  );
  const series = useMemo(
    () => [
      { label: t('reach.callable'), colour: COLOURS.now, values: slots.map(({ count }) => count) },
    ],
    [slots, t],
  );
  const labels = useMemo(
    () =>
      slots.map(({ at }) => (span === 'hours' ? format.time(at, zone) : format.shortDay(at, zone))),
    [slots, span, format, zone],
  );
  return (
    <div>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={t('reach.span')}
        value={span}
        onChange={(value) => setSpan(value as typeof span)}
        data={[
          { value: 'hours', label: t('reach.hours') },
          { value: 'week', label: t('reach.week') },
        ]}
      />
      <Bars
        slot={t('chart.slot')}
        caption={t(span === 'hours' ? 'reach.forecast' : 'reach.forecast_week')}
        labels={labels}
        series={series}
      />
      <ul className={classes.zones}>
        {openings(found).map(({ zone: theirs, count, at }) => (
          <li key={theirs}>
            {t(at === null ? 'reach.zone_open' : 'reach.zone_opens', {
              place: format.zonePlace(theirs),
              count,
              formatted: format.number(count),
              time: at === null ? '' : format.dateTime(at, zone),
            })}
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {t('reach.agents', { count: found.agents })}
      </Text>
    </div>
  );
}
