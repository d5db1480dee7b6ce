import { Button, Menu, Paper, SegmentedControl } from '@mantine/core';
import {
  IconChevronDown,
  IconDownload,
  IconFileTypeCsv,
  IconFileTypePdf,
  IconTable,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { dayKey, useFormat } from '../shared/format';
import { KpiTiles } from '../shared/kpis/KpiTiles';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { type Chosen, Filters, orderOf } from './Filters';
import { KeptReports } from './KeptReports';
import {
  type Angle,
  angles,
  fileAddress,
  type Order,
  type Report,
  reportQuery,
  useLeaving,
} from './queries';
import { ReportChart } from './ReportChart';
import classes from './Reports.module.css';
import { ReportTable } from './ReportTable';

const tiles = ['reach', 'argument', 'transform', 'pace', 'talk', 'handle', 'tries'] as const;

/** What was done and what came of it: by every angle, beside another period, to read and to take away. */
export function ReportsPage() {
  const { t } = useTranslation('reports');
  const me = useMe();
  const zone = me.site?.time_zone ?? me.partner?.time_zone ?? 'Europe/Paris';
  const today = dayKey(Date.now(), zone);
  const [by, setBy] = useState<Angle>('campaign');
  const [chosen, setChosen] = useState<Chosen>({ period: 'week', compared: true });
  const order = orderOf(chosen, by, today);
  const report = useQuery(reportQuery(order));
  return (
    <Page
      title={t('title')}
      text={me.role === 'partner' ? t('text_partner') : t('text')}
      actions={order && <Take order={order} />}
    >
      <Filters chosen={chosen} today={today} onChange={setChosen} />
      {report.error ? (
        <ErrorState error={report.error} onRetry={() => void report.refetch()} />
      ) : !report.data ? (
        <Loading />
      ) : (
        <>
          <KpiTiles
            title={t('figures')}
            counts={report.data.total.counts}
            before={report.data.total_before?.counts ?? null}
            codes={tiles}
            optional={['nps', 'csat', 'exhaustion', 'overdue']}
          />
          <Paper p="lg" component="section" aria-label={t('by_label')}>
            <div className={classes.angles}>
              <SegmentedControl
                value={by}
                onChange={(value) => setBy(value as Angle)}
                data={angles.map((each) => ({
                  value: each,
                  label: t(`by.${me.role === 'partner' && each === 'agent' ? 'adviser' : each}`),
                }))}
                aria-label={t('by_label')}
              />
            </div>
            <Content report={report.data} stale={report.isPlaceholderData} />
          </Paper>
        </>
      )}
      <KeptReports zone={zone} />
    </Page>
  );
}

function Content({ report, stale }: { report: Report; stale: boolean }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const worked = report.rows.some(({ counts }) => Object.values(counts).some((n) => n > 0));
  if (!worked) return <EmptyState title={t('none')} text={t('none_text')} order={3} />;
  return (
    <div aria-busy={stale} className={classes.content}>
      <ReportChart report={report} />
      <ReportTable report={report} />
      <p className={classes.note}>
        {report.zone && t('clock', { place: format.zonePlace(report.zone) })}{' '}
        {t('made', { at: format.clock(report.made_at, report.zone ?? 'Europe/Paris') })}
      </p>
    </div>
  );
}

const files = [
  ['pdf', IconFileTypePdf],
  ['xlsx', IconTable],
  ['csv', IconFileTypeCsv],
] as const;

function Take({ order }: { order: Order }) {
  const { t } = useTranslation('reports');
  const leaving = useLeaving();
  return (
    <Menu width={290} position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          leftSection={<IconDownload size={19} />}
          rightSection={<IconChevronDown size={17} />}
        >
          {t('take')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(([format, Icon]) => (
          <Menu.Item
            key={format}
            component="a"
            href={leaving(fileAddress(order, format))}
            download
            leftSection={<Icon size={20} aria-hidden="true" />}
          >
            {t(`file.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
