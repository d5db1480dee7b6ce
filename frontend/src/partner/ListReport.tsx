import { Alert, Button, Chip, Group, Loader, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallList, ListCounts, ListField, ReportLine } from '../api/lists';
import { useFormat } from '../shared/format';
import { ListStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import { Shares } from '../shared/ui/Shares';
import { WideTable } from '../shared/ui/WideTable';
import { ListConsent } from './DeclareConsent';
import { uses } from './mapping';
import { exchangeQuery, filesQuery, reportQuery, type Severity } from './queries';
import { RefusedLines } from './RefusedLines';
import { Steps } from './Steps';
import { leaving, save } from './save';
import classes from './Wizard.module.css';

const parts: [keyof Omit<ListCounts, 'lines'>, string][] = [
  ['accepted', '#0b6b46'],
  ['warned', '#2f9e77'],
  ['not_callable', '#b06a00'],
  ['duplicate', '#7a5aa8'],
  ['refused', '#b3261e'],
];
const severities: Severity[] = ['refused', 'duplicate', 'not_callable', 'warning'];

/** What became of every line, in numbers that add up, and the remarks line by line. */
export function ListReport({ list }: { list: CallList }) {
  const { counts } = list;
  return (
    <>
      <Steps active={4} />
      <Verdict list={list} />
      <Now list={list} />
      {counts && <Sum counts={counts} />}
      <RefusedLines list={list} />
      <Remarks list={list} />
      <Files list={list} />
    </>
  );
}

/** What the partner may expect now. */
function Verdict({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  if (list.counts && list.counts.accepted + list.counts.warned === 0) {
    return (
      <Alert color="orange" icon={<IconAlertTriangle />} title={t('report.nobody')}>
        {t('report.nobody_text')}
      </Alert>
    );
  }
  const attached = list.campaign_id !== null;
  return (
    <Alert
      color="teal"
      icon={<IconCircleCheck />}
      title={attached ? t('report.attached') : t('report.ready')}
    >
      {attached
        ? t('report.attached_text', { campaign: list.campaign_name })
        : t('report.ready_text')}
    </Alert>
  );
}

/** The contacts of the list today, after every file that changed it, and the ways to change it again. */
function Now({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const navigate = useNavigate();
  const { totals } = list;
  if (!totals) return null;
  const shares = [
    ['callable', totals.contacts - totals.not_callable, '#0b6b46'],
    ['not_callable', totals.not_callable, '#b06a00'],
    ['withdrawn', totals.withdrawn, '#5b6675'],
  ] as const;
  return (
    <Panel
      title={t('now.title', { count: totals.contacts, formatted: format.number(totals.contacts) })}
    >
      <Shares
        label={t('now.shares')}
        shares={shares.map(([key, value, colour]) => ({
          key,
          value,
          colour,
          label: t(`now.${key}`),
        }))}
      />
      <Group mt="md" gap="sm">
        {(['add', 'update', 'replace'] as const).map((mode) => (
          <Button
            key={mode}
            size="sm"
            variant="default"
            onClick={() =>
              void navigate({ to: '/partner/lists/new', search: { mode, target: list.id } })
            }
          >
            {t(`now.${mode}`)}
          </Button>
        ))}
        {totals.not_callable > 0 && <ListConsent list={list} />}
      </Group>
    </Panel>
  );
}

/** Every file that was to change the list, newest first. */
function Files({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const { data: files } = useQuery(filesQuery(list.id));
  if (!files || files.length === 0) return null;
  return (
    <Panel title={t('files.title')}>
      <WideTable minWidth={600}>
        <Table verticalSpacing={7}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('files.file')}</Table.Th>
              <Table.Th>{t('files.mode')}</Table.Th>
              <Table.Th>{t('list.state')}</Table.Th>
              <Table.Th ta="right">{t('forecast.part.added')}</Table.Th>
              <Table.Th ta="right">{t('forecast.part.changed')}</Table.Th>
              <Table.Th ta="right">{t('forecast.part.withdrawn')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {files.map((file) => (
              <Table.Tr key={file.id}>
                <Table.Td>
                  <Link to="/partner/lists/$id" params={{ id: file.id }}>
                    {file.name}
                  </Link>
                </Table.Td>
                <Table.Td>{t(`mode.${file.mode}`)}</Table.Td>
                <Table.Td>
                  <ListStateBadge state={file.state} />
                </Table.Td>
                {(['added', 'changed', 'withdrawn'] as const).map((key) => (
                  <Table.Td key={key} ta="right">
                    {file.forecast ? format.number(file.forecast[key]) : '–'}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}

function Sum({ counts }: { counts: ListCounts }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const shares = parts.map(([key, colour]) => ({
    key,
    colour,
    label: t(`report.part.${key}`),
    value: counts[key],
  }));
  return (
    <Panel title={t('report.sum', { count: counts.lines, formatted: format.number(counts.lines) })}>
      <dl className={classes.sum}>
        {parts.map(([key, colour], index) => (
          <Fragment key={key}>
            {index > 0 && (
              <span className={classes.sign} aria-hidden="true">
                +
              </span>
            )}
            <div className={classes.part} style={{ '--part': colour } as React.CSSProperties}>
              <dt>{t(`report.part.${key}`)}</dt>
              <dd>{format.number(counts[key])}</dd>
            </div>
          </Fragment>
        ))}
        <span className={classes.sign} aria-hidden="true">
          =
        </span>
        <div className={classes.part}>
          <dt>{t('report.lines')}</dt>
          <dd>{format.number(counts.lines)}</dd>
        </div>
      </dl>
      <Shares label={t('report.lines')} shares={shares} legend={false} />
    </Panel>
  );
}

export function Remarks({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const [severity, setSeverity] = useState<Severity | null>(null);
  const query = useInfiniteQuery(reportQuery(list.id, severity));
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  const { data: exchange } = useQuery(exchangeQuery);
  const address = `/api/call-lists/${list.id}/report`;
  return (
    <Panel
      title={t('report.remarks')}
      aside={
        <Group gap="xs">
          {(['csv', 'xlsx'] as const).map((form) => (
            <Button
              key={form}
              variant="default"
              size="sm"
              leftSection={<IconDownload size={18} />}
              onClick={() => save(leaving(`${address}.${form}`, exchange?.recipient))}
            >
              {t(`report.download_${form}`)}
            </Button>
          ))}
        </Group>
      }
    >
      <Chip.Group
        value={severity ?? 'all'}
        onChange={(value) => setSeverity(value === 'all' ? null : (value as Severity))}
      >
        <Group gap="xs" role="radiogroup" aria-label={t('report.filter')}>
          <Chip value="all">{t('report.all')}</Chip>
          {severities.map((each) => (
            <Chip key={each} value={each}>
              {t(`report.severity.${each}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Group justify="center" p="xl">
          <Loader aria-label={t('report.remarks')} />
        </Group>
      ) : lines.length === 0 ? (
        <EmptyState order={3} title={t('report.none')} text={t('report.none_text')} />
      ) : (
        <Lines lines={lines} />
      )}
      {query.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('report.more')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

function Lines({ lines }: { lines: ReportLine[] }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  // A remark on a whole line names no column.
  const fieldName = (field: string | null) =>
    field && field in uses ? t(`field.${field as ListField}`) : '';
  return (
    <WideTable minWidth={600}>
      <Table verticalSpacing={7} mt="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t('report.line')}</Table.Th>
            <Table.Th>{t('report.what')}</Table.Th>
            <Table.Th>{t('mapping.column')}</Table.Th>
            <Table.Th>{t('report.why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one line can have the same remark twice; they never move
            <Table.Tr key={index}>
              <Table.Td ta="right">{format.number(line.line)}</Table.Td>
              <Table.Td>{t(`report.severity.${line.severity}`)}</Table.Td>
              <Table.Td>
                {fieldName(line.field)}
                {line.column && (
                  <Text size="sm" c="dimmed">
                    {t('report.column', { number: line.column })}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Text>{line.message}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}
