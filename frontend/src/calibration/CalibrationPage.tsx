import { Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { Bars } from '../shared/charts/Bars';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { type CalibrationLine, calibrationsQuery, type MonthApart } from './queries';

/** Calls that two trainers score: what waits, what was agreed, and how far apart scorers are month by month. */
export function CalibrationPage() {
  const { t } = useTranslation('calibration');
  const { data, error, refetch } = useQuery(calibrationsQuery);
  return (
    <Page title={t('title')} text={t('text')} back={{ to: '/trainer', label: t('back') }}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.calls.length === 0 ? (
        <EmptyState title={t('none')} text={t('none_text')} />
      ) : (
        <>
          {data.months.length > 0 && <Apart months={data.months} />}
          <Calls calls={data.calls} />
        </>
      )}
    </Page>
  );
}

const share = ({ marks, differing }: MonthApart) => Math.round((100 * differing) / marks);

function Apart({ months }: { months: MonthApart[] }) {
  const { t } = useTranslation('calibration');
  const format = useFormat();
  return (
    <Panel title={t('apart')}>
      <Bars
        slot={t('month')}
        caption={t('apart')}
        labels={months.map(({ month }) => format.month(month, 'UTC'))}
        series={[{ label: t('differ_share'), colour: '#e8842c', values: months.map(share) }]}
        height={180}
      />
      <Text size="sm" c="dimmed" mt="sm">
        {t('apart_text')}
      </Text>
    </Panel>
  );
}

function Calls({ calls }: { calls: CalibrationLine[] }) {
  const { t } = useTranslation('calibration');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={t('calls')}>
      <WideTable minWidth={640}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('call')}</Table.Th>
              <Table.Th>{t('scorers')}</Table.Th>
              <Table.Th>{t('when')}</Table.Th>
              <Table.Th>{t('stands')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {calls.map((call) => (
              <Table.Tr key={call.practice_id}>
                <Table.Td>
                  <Link to="/trainer/calibration/$id" params={{ id: call.practice_id }}>
                    {call.title}
                  </Link>
                  <Text size="sm" c="dimmed">
                    {call.alias}
                  </Text>
                </Table.Td>
                <Table.Td>{call.scorers.join(', ')}</Table.Td>
                <Table.Td>{format.date(call.scored_at, zone)}</Table.Td>
                <Table.Td>
                  <Stands call={call} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}

function Stands({ call }: { call: CalibrationLine }) {
  const { t } = useTranslation('calibration');
  if (call.differing === null)
    return (
      <Badge color={call.mine ? 'gray' : 'cobalt'} miw="max-content">
        {t(call.mine ? 'state.theirs' : 'state.yours')}
      </Badge>
    );
  return (
    <>
      <Badge color={call.agreed ? 'teal' : 'orange'} miw="max-content">
        {t(call.agreed ? 'state.agreed' : 'state.apart')}
      </Badge>
      <Text size="sm" c="dimmed">
        {t('differing', { count: call.differing })}
      </Text>
    </>
  );
}
